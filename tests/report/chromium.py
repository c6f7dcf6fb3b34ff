"""A headless Chromium, told what to do through a pipe, for tests of pages."""

import base64
import json
import os
import select
import shutil
import subprocess
import tempfile
import time


def find():
    """The path of a Chromium, or None."""
    for name in ("chromium", "chromium-browser", "google-chrome"):
        path = shutil.which(name)
        if path is not None:
            return path
    return None


class Chromium:
    """One browser with one page. Commands and events are those of the DevTools protocol."""

    def __init__(self, path, timeout=60):
        self.timeout = timeout
        self.profile = tempfile.mkdtemp()
        self.buffer = b""
        self.number = 0
        self.events = []
        to_read, self.to_write = os.pipe()
        self.from_read, from_write = os.pipe()
        shell = [path, "--headless=new", "--no-sandbox", "--disable-gpu", "--hide-scrollbars",
                 "--remote-debugging-pipe", "--no-first-run", "--disable-extensions",
                 "--disable-dev-shm-usage", "--lang=en-US", "--force-color-profile=srgb",
                 f"--user-data-dir={self.profile}", "about:blank"]
        # The browser reads from its file 3 and writes to its file 4.
        moves = f'exec "$@" 3<&{to_read} 4>&{from_write}'
        self.process = subprocess.Popen(["bash", "-c", moves, "bash", *shell],
                                        pass_fds=(to_read, from_write),
                                        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        os.close(to_read)
        os.close(from_write)
        self.session = None
        target = self.send("Target.createTarget", url="about:blank")["targetId"]
        self.session = self.send("Target.attachToTarget", targetId=target,
                                 flatten=True)["sessionId"]
        for domain in ("Page", "Runtime", "Log", "Network"):
            self.send(domain + ".enable")

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()

    def close(self):
        os.close(self.to_write)
        self.process.terminate()
        try:
            self.process.wait(10)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        os.close(self.from_read)
        shutil.rmtree(self.profile, ignore_errors=True)

    def receive(self, end):
        while b"\0" not in self.buffer:
            ready, _, _ = select.select([self.from_read], [], [], max(0, end - time.time()))
            if not ready:
                raise TimeoutError("the browser gave no answer")
            piece = os.read(self.from_read, 1 << 20)
            if not piece:
                raise EOFError("the browser has ended")
            self.buffer += piece
        message, self.buffer = self.buffer.split(b"\0", 1)
        return json.loads(message)

    def send(self, method, **parameters):
        self.number += 1
        command = {"id": self.number, "method": method, "params": parameters}
        if self.session is not None:
            command["sessionId"] = self.session
        text = json.dumps(command).encode() + b"\0"
        while text:
            text = text[os.write(self.to_write, text):]
        end = time.time() + self.timeout
        while True:
            message = self.receive(end)
            if message.get("id") == self.number:
                if "error" in message:
                    raise RuntimeError(f"{method}: {message['error']}")
                return message["result"]
            self.events.append(message)

    def wait_for(self, method):
        end = time.time() + self.timeout
        while not any(event.get("method") == method for event in self.events):
            self.events.append(self.receive(end))

    def window(self, width, height, dark=False):
        self.send("Emulation.setDeviceMetricsOverride", width=width, height=height,
                  deviceScaleFactor=1, mobile=width < 600)
        self.send("Emulation.setEmulatedMedia", features=[
            {"name": "prefers-color-scheme", "value": "dark" if dark else "light"}])

    def open(self, path):
        """Opens a file; gives what went wrong: errors of scripts, messages, fetches."""
        self.events = []
        self.send("Page.navigate", url="file://" + os.path.abspath(path))
        self.wait_for("Page.loadEventFired")
        return self.complaints()

    def complaints(self):
        found = []
        for event in self.events:
            method, parameters = event.get("method"), event.get("params", {})
            if method == "Runtime.exceptionThrown":
                details = parameters["exceptionDetails"]
                found.append("script: " + details.get("exception", {}).get(
                    "description", details.get("text", "")))
            elif method == "Runtime.consoleAPICalled" and parameters["type"] == "error":
                found.append("console: " + str(parameters["args"]))
            elif method == "Log.entryAdded" and parameters["entry"]["level"] in ("error",
                                                                                "warning"):
                found.append("log: " + parameters["entry"]["text"])
            elif method == "Page.javascriptDialogOpening":
                found.append("dialog: " + parameters["message"])
            elif method == "Network.requestWillBeSent":
                url = parameters["request"]["url"]
                if not url.startswith(("file:", "data:")):
                    found.append("fetch: " + url)
        return found

    def run(self, script):
        """The value of an expression, which may be a promise."""
        result = self.send("Runtime.evaluate", expression=script, returnByValue=True,
                           awaitPromise=True)
        if "exceptionDetails" in result:
            details = result["exceptionDetails"]
            raise RuntimeError(details.get("exception", {}).get("description", details["text"]))
        return result["result"].get("value")

    def press(self, key, code, text=None):
        """A key, as a person presses it."""
        common = {"key": key, "code": key if len(key) > 1 else "Key" + key.upper(),
                  "windowsVirtualKeyCode": code}
        down = dict(common, type="keyDown", **({"text": text} if text else {}))
        self.send("Input.dispatchKeyEvent", **down)
        self.send("Input.dispatchKeyEvent", **dict(common, type="keyUp"))

    def screenshot(self, path, top=None, height=None):
        """The window, or a stretch of the page."""
        parameters = {"format": "png"}
        if top is not None:
            width = self.run("innerWidth")
            parameters["clip"] = {"x": 0, "y": top, "width": width, "height": height, "scale": 1}
            parameters["captureBeyondViewport"] = True
        data = self.send("Page.captureScreenshot", **parameters)["data"]
        with open(path, "wb") as file:
            file.write(base64.b64decode(data))

    def pdf(self, path):
        """A4, as it is printed."""
        data = self.send("Page.printToPDF", paperWidth=8.27, paperHeight=11.69,
                         printBackground=False, preferCSSPageSize=True)["data"]
        with open(path, "wb") as file:
            file.write(base64.b64decode(data))
