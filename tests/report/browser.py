#!/usr/bin/env python3
"""The page of zg-report in a headless browser: no script error, tables sort and filter, no labels
of a picture overlap or are cut, nothing is wider than the window, at three widths.

usage: browser.py ZG_REPORT SOURCE_ROOT

Runs where Chromium is installed, with texts made here and, where $ZG_DATA has them, real ones.
"""

import html
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile

PROBE = """
<script>
const problems=[];
const seen=e=>{const r=e.getBoundingClientRect();return r.width>0&&r.height>0?r:null};
for(const d of document.querySelectorAll('details'))d.open=true;
for(const svg of document.querySelectorAll('figure svg[role=img]')){
 const box=svg.getBoundingClientRect();
 const texts=[...svg.querySelectorAll('text')]
  .filter(t=>t.textContent&&!t.hasAttribute('transform'))
  .map(t=>({t,r:seen(t)})).filter(x=>x.r);
 for(const {t,r} of texts)
  if(r.left<box.left-1||r.right>box.right+1||r.top<box.top-2||r.bottom>box.bottom+2)
   problems.push('cut: '+t.textContent);
 for(const t of svg.querySelectorAll('text[transform]')){
  const r=seen(t);
  if(r&&(r.left<box.left-2||r.right>box.right+2||r.top<box.top-3))
   problems.push('cut: '+t.textContent)}
 texts.sort((a,b)=>a.r.top-b.r.top);
 for(let i=0;i<texts.length;i++)
 for(let j=i+1;j<texts.length&&texts[j].r.top<texts[i].r.bottom;j++){
  const a=texts[i].r,b=texts[j].r;
  const w=Math.min(a.right,b.right)-Math.max(a.left,b.left);
  const h=Math.min(a.bottom,b.bottom)-Math.max(a.top,b.top);
  if(w>1.5&&h>5)
   problems.push('overlap: '+texts[i].t.textContent+' | '+texts[j].t.textContent)}}
if(document.documentElement.scrollWidth>window.innerWidth+1)
 problems.push('the page is '+document.documentElement.scrollWidth+' wide in a window of '+
  window.innerWidth);
let sorted=0,filtered=0;
for(const table of document.querySelectorAll('table.data')){
 const body=table.tBodies[0],n=body.rows.length;
 table.querySelectorAll('th').forEach((th,i)=>{
  const button=th.querySelector('button');if(!button)return;
  button.click();sorted++;
  if(!th.classList.contains('n'))return;
  const v=[...body.rows].map(r=>r.cells[i])
   .map(c=>c.dataset.v??c.textContent.replace(/\\u202f/g,''))
   .filter(x=>x!=='').map(Number);
  if(v.some((x,k)=>k>0&&!(v[k-1]>=x)))problems.push('not sorted: '+th.textContent)});
 if(body.rows.length!==n)problems.push('rows lost by sorting');
 const input=table.parentElement.previousElementSibling;
 if(input&&input.matches('input.filter')){filtered++;
  const word=body.rows[0].cells[0].textContent.toLowerCase();
  input.value=word;input.dispatchEvent(new Event('input'));
  for(const row of body.rows)
   if(row.hidden===row.textContent.toLowerCase().includes(word))
    problems.push('filter: '+word)}}
const out=document.createElement('pre');out.id='probe';
out.textContent=JSON.stringify({errors:window.probeErrors,problems,sorted,filtered,
 pictures:document.querySelectorAll('figure svg[role=img]').length});
document.body.append(out);
</script>
"""
CATCH = "<script>window.probeErrors=[];window.onerror=(m)=>window.probeErrors.push(m)</script>"


def probe(browser, page, folder, width):
    with open(page, encoding="utf-8") as file:
        text = file.read()
    copy = os.path.join(folder, "probe.html")
    with open(copy, "w", encoding="utf-8") as file:
        file.write(text.replace("</title>", "</title>" + CATCH).replace("</body>",
                                                                        PROBE + "</body>"))
    # A wide iframe-free window: the least that headless windows take is 500, so a phone is a frame.
    frame = os.path.join(folder, "frame.html")
    with open(frame, "w", encoding="utf-8") as file:
        file.write(f'<iframe id="f" src="probe.html" style="width:{width}px;height:900px"></iframe>'
                   '<script>f.onload=()=>{document.title="x";const p=document.createElement("pre");'
                   'p.id="result";p.textContent=f.contentDocument.getElementById("probe")'
                   '.textContent;document.body.append(p)}</script>')
    out = subprocess.run([browser, "--headless", "--no-sandbox", "--disable-gpu",
                          "--allow-file-access-from-files", "--virtual-time-budget=20000",
                          f"--user-data-dir={folder}/profile", "--window-size=1400,1000",
                          "--dump-dom", f"file://{frame}"],
                         capture_output=True, text=True, timeout=120, check=False).stdout
    found = re.search(r'<pre id="result">(.*?)</pre>', out, re.DOTALL)
    if found is None:
        return {"errors": ["the browser gave no result"], "problems": [], "sorted": 0,
                "filtered": 0, "pictures": 0}
    return json.loads(html.unescape(found.group(1)))


def hostile(folder):
    os.mkdir(folder)
    line = ("<script>alert(1)</script> & \"quotes\" 'x' <img src=x onerror=alert(2)>\tTab سلام "
            "עברית \U0001F469\u200D\U0001F467 重复出现的短语，另一个重复出现的短语。")
    for i in range(6):
        with open(os.path.join(folder, f'd"<b>&{i}.txt'), "w", encoding="utf-8") as file:
            file.write("\n".join([line * 3] * 4))


def cases(root, folder):
    """(name, arguments) of the pages to look at."""
    data = os.environ.get("ZG_DATA", os.path.join(root, "..", "shared", "data"))
    hostile(os.path.join(folder, "hostile"))
    yield "hostile", [os.path.join(folder, "hostile"), "--title", "<b>&\"'"]
    with open(os.path.join(folder, "one.txt"), "w", encoding="utf-8") as file:
        file.write("天地玄黄。")
    yield "one", [os.path.join(folder, "one.txt"), "--lang", "zh"]
    yield "texts", [os.path.join(root, "corpus", "texts"), "--lang", "zh"]
    for name in ("zh_gov_work_reports", "en_inaugural"):
        path = os.path.join(data, name)
        if os.path.isdir(path):
            yield name, [path] + (["--unit", "word"] if name.startswith("en") else [])
        else:
            print(f"SKIPPED {name}: not there")


def main():
    tool, root = sys.argv[1:3]
    browser = shutil.which("chromium") or shutil.which("google-chrome")
    if browser is None:
        print("SKIPPED: no Chromium here to look at the page")
        return
    failed = False
    with tempfile.TemporaryDirectory() as folder:
        for name, arguments in cases(root, folder):
            out = os.path.join(folder, "out-" + name)
            subprocess.run([tool, *arguments, "-o", out, "-q"], check=True)
            for width in (1280, 800, 390):
                got = probe(browser, os.path.join(out, "report.html"), out, width)
                print(f"{name} at {width}: {got['pictures']} pictures, {got['sorted']} sorts, "
                      f"{got['filtered']} filters, {len(got['problems'])} problems, "
                      f"{len(got['errors'])} errors")
                for problem in (got["errors"] + got["problems"])[:8]:
                    print("    " + problem)
                failed = failed or bool(got["errors"] or got["problems"])
                failed = failed or got["sorted"] == 0
    sys.exit(1 if failed else 0)


main()
