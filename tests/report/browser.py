#!/usr/bin/env python3
"""The page of zg-report in a headless browser, for texts of many kinds: no error of a script,
nothing fetched, tables sort and filter by mouse and by keyboard, no labels of a picture overlap or
are cut, nothing is wider than the window at three widths, letters stand out from what is behind
them, light and dark, and on paper nothing is cut.

usage: browser.py ZG_REPORT SOURCE_ROOT made|real

Runs where Chromium is installed: with texts made here, or with real ones, those of $ZG_DATA too.
"""

import os
import re
import shutil
import subprocess
import sys
import tempfile

import chromium

WIDTHS = (1280, 800, 390)

LAYOUT = """(() => {
const problems=[];
const seen=e=>{const r=e.getBoundingClientRect();return r.width>0&&r.height>0?r:null};
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
for(const e of document.querySelectorAll('main *')){
 if(e.closest('.scroll,svg,.skip'))continue;
 const r=seen(e);
 if(r&&r.right>innerWidth+1)problems.push('outside: '+e.tagName+' '+e.textContent.slice(0,40))}
if(document.documentElement.scrollWidth>innerWidth+1)
 problems.push('the page is '+document.documentElement.scrollWidth+' wide in '+innerWidth);
for(const s of document.querySelectorAll('section')){
 if(s.children.length<2||!s.innerText.trim().slice(s.querySelector('h2').innerText.length).trim())
  problems.push('empty: '+s.id)}
for(const t of document.querySelectorAll('table'))
 if(!t.caption||!t.caption.textContent)problems.push('a table without a caption');
for(const s of document.querySelectorAll('svg[role=img]')){
 const by=s.getAttribute('aria-labelledby');
 if(!s.getAttribute('aria-label')&&!(by&&document.getElementById(by)))
  problems.push('a picture without a name')}
for(const i of document.querySelectorAll('input,button'))
 if(!(i.getAttribute('aria-label')||i.textContent))problems.push('no name: '+i.outerHTML);
for(const a of document.querySelectorAll('a[href^="#"]'))
 if(!document.getElementById(a.getAttribute('href').slice(1)))
  problems.push('leads nowhere: '+a.getAttribute('href'));
return problems})()"""

TABLES = """(() => {
const problems=[];let sorted=0,filtered=0;
for(const table of document.querySelectorAll('table.data')){
 const body=table.tBodies[0],n=body.rows.length;
 table.querySelectorAll('th').forEach((th,i)=>{
  const button=th.querySelector('button');if(!button)return;
  button.click();sorted++;
  const number=th.classList.contains('n');
  if(th.getAttribute('aria-sort')!==(number?'descending':'ascending'))
   problems.push('aria-sort: '+th.textContent);
  if(table.querySelectorAll('[aria-sort]').length!==1)problems.push('two columns are sorted');
  if(!number)return;
  const v=[...body.rows].map(r=>r.cells[i])
   .map(c=>c.dataset.v??c.textContent.replace(/\\u202f/g,''))
   .filter(x=>x!=='').map(Number);
  if(v.some((x,k)=>k>0&&!(v[k-1]>=x)))problems.push('not sorted: '+th.textContent)});
 if(body.rows.length!==n)problems.push('rows lost by sorting');
 const line=table.parentElement.previousElementSibling;
 const input=line&&line.matches('.filter')?line.querySelector('input'):null;
 if(input){filtered++;
  const word=body.rows[0].cells[0].textContent.toLowerCase();let left=0;
  input.value=word;input.dispatchEvent(new Event('input'));
  for(const row of body.rows){
   left+=!row.hidden;
   if(row.hidden===row.textContent.toLowerCase().includes(word))problems.push('filter: '+word)}
  if(word&&line.querySelector('[role=status]').textContent!==left+' / '+n)
   problems.push('the filter does not tell how many');
  input.value='';input.dispatchEvent(new Event('input'));
  if([...body.rows].some(r=>r.hidden))problems.push('rows stay hidden')}}
return {problems,sorted,filtered}})()"""

# Least contrast of text with what is behind it, by the formula of WCAG 2: 4.5 for text.
CONTRAST = """(() => {
const parse=c=>{const m=c.match(/[\\d.]+/g).map(Number);return m.length<4?[...m,1]:m};
const light=c=>{const f=c.slice(0,3).map(v=>{v/=255;
 return v<=.04045?v/12.92:((v+.055)/1.055)**2.4});return .2126*f[0]+.7152*f[1]+.0722*f[2]};
const over=(top,under,a)=>[0,1,2].map(i=>top[i]*a+under[i]*(1-a));
const ratio=(a,b)=>{const x=light(a),y=light(b);
 return (Math.max(x,y)+.05)/(Math.min(x,y)+.05)};
const behind=e=>{let layers=[];for(;e;e=e.parentElement){
 const c=parse(getComputedStyle(e).backgroundColor);layers.push(c);if(c[3]===1)break}
 let out=[255,255,255];for(const c of layers.reverse())out=over(c,out,c[3]);return out};
const worst={};
const note=(kind,value,text)=>{if(!(kind in worst)||value<worst[kind][0])worst[kind]=[value,text]};
const all='p,li,td,th,dt,dd,figcaption,a,summary,mark,caption,button';
for(const e of document.querySelectorAll(all))
 if(e.textContent.trim()&&e.getClientRects().length)
  note('text',ratio(parse(getComputedStyle(e).color),behind(e)),
   e.tagName+' '+e.textContent.slice(0,30));
for(const svg of document.querySelectorAll('figure svg[role=img]')){
 const paper=behind(svg),rects=[...svg.querySelectorAll('rect.t')]
  .map(e=>({e,r:e.getBoundingClientRect()}));
 for(const t of svg.querySelectorAll('text')){
  const color=parse(getComputedStyle(t).fill),r=t.getBoundingClientRect();
  if(!r.width)continue;
  let under=paper;
  if(t.matches('.o,.i')){
   const x=(r.left+r.right)/2,y=(r.top+r.bottom)/2;
   const hit=rects.find(k=>k.r.left<=x&&x<=k.r.right&&k.r.top<=y&&y<=k.r.bottom);
   if(hit){const s=getComputedStyle(hit.e);
    under=over(parse(s.fill),paper,Number(s.fillOpacity))}}
  note('picture',ratio(color,under),t.textContent)}}
return Object.entries(worst).map(([k,[v,t]])=>[k,Math.round(v*100)/100,t])})()"""


def keyboard(browser):
    """What a person without a mouse finds: the way past the contents, sorting, filtering."""
    problems = []
    browser.run("document.querySelectorAll('details').forEach(d=>d.open=false);scrollTo(0,0);"
                "document.activeElement.blur();0")
    browser.press("Tab", 9)
    if not browser.run("document.activeElement.matches('.skip')"):
        problems.append("Tab does not begin at the way past the contents")
    if browser.run("document.activeElement.getBoundingClientRect().left") < 0:
        problems.append("the way past the contents is not seen when it has the focus")
    browser.press("Enter", 13, "\r")
    if browser.run("document.activeElement.id") != "main":
        problems.append("the way past the contents does not lead to them")
    found = browser.run("(()=>{const b=[...document.querySelectorAll('th button')]"
                        ".find(b=>b.getClientRects().length);if(!b)return false;"
                        "b.focus();return document.activeElement===b})()")
    if not found:
        return problems
    browser.press("Enter", 13, "\r")
    if not browser.run("document.activeElement.closest('th').hasAttribute('aria-sort')"):
        problems.append("Enter on a head of a column does not sort")
    before = browser.run("document.activeElement.closest('th').getAttribute('aria-sort')")
    browser.press(" ", 32, " ")
    if browser.run("document.activeElement.closest('th').getAttribute('aria-sort')") == before:
        problems.append("a second time does not turn the order")
    if not browser.run("getComputedStyle(document.activeElement).outlineStyle!=='none'"):
        problems.append("what has the focus cannot be seen")
    return problems


def saves(browser):
    """The pictures that a person would get, taken from the links that the button makes."""
    return browser.run("""(() => {
const got=[],click=HTMLAnchorElement.prototype.click;
HTMLAnchorElement.prototype.click=function(){got.push(this.href)};
const b=document.querySelector('button.save');if(b)b.click();
HTMLAnchorElement.prototype.click=click;
if(!b)return [];
return got.map(h=>{const d=new DOMParser().parseFromString(
 decodeURIComponent(h.slice(h.indexOf(',')+1)),'image/svg+xml');
 return d.querySelector('parsererror')||d.documentElement.nodeName!=='svg'||
  !d.querySelector('text').style.fontSize?'the saved picture is broken':''}).filter(x=>x)})()""")


def paper(browser, folder):
    """What is on paper: every word of what is open, no page that is wider than its text."""
    browser.run("document.querySelectorAll('details').forEach(d=>d.open=false);0")
    path = os.path.join(folder, "page.pdf")
    browser.pdf(path)
    if shutil.which("pdftotext") is None:
        return [], "pages not read: no pdftotext"
    text = subprocess.run(["pdftotext", "-bbox", path, "-"], capture_output=True, text=True,
                          check=True).stdout
    problems, pages, width, height = [], 0, 0, 0
    for line in text.splitlines():
        page = re.search(r'<page width="([\d.]+)" height="([\d.]+)"', line)
        if page:
            width, height = float(page[1]), float(page[2])
            pages += 1
        word = re.search(r'<word xMin="([-\d.]+)" yMin="([-\d.]+)" xMax="([-\d.]+)" '
                         r'yMax="([-\d.]+)">(.*)</word>', line)
        if word and (float(word[1]) < 20 or float(word[3]) > width - 20 or
                     float(word[2]) < 10 or float(word[4]) > height - 10):
            problems.append(f"page {pages}: at the edge: {word[5]}")
    plain = "".join(subprocess.run(["pdftotext", "-raw", path, "-"], capture_output=True,
                                   text=True, check=True).stdout.split())
    for heading in browser.run("[...document.querySelectorAll('h2')].map(h=>h.textContent)"):
        if "".join(heading.split()) not in plain:
            problems.append("not on paper: " + heading)
    return problems, f"{pages} pages"


def write(folder, name, text):
    with open(os.path.join(folder, name), "w", encoding="utf-8") as file:
        file.write(text)


def hostile(folder):
    os.mkdir(folder)
    line = ("<script>alert(1)</script> & \"quotes\" 'x' <img src=x onerror=alert(2)>\tTab سلام "
            "עברית \U0001F469\u200D\U0001F467 重复出现的短语，另一个重复出现的短语。")
    for i in range(6):
        write(folder, f'd"<b>&{i}.txt', "\n".join([line * 3] * 4))


def hostile_fields(folder):
    """Titles, groups, dates and item names that would be markup, were they not escaped."""
    os.mkdir(folder)
    rows = ["document\ttitle\tdate\tkind"]
    for i in range(8):
        write(folder, f"{i}.txt", "要实事求是，要重复出现的短语。" * (3 + i) + "不一样的结尾" * i)
        rows.append(f"{i}.txt\t</title><script>alert({i})</script>\"'&\t202{i}-01-02\t"
                    f"{'<svg onload=alert(1)>' if i % 2 else 'עברית <i>'}")
    write(folder, "metadata.tsv", "\n".join(rows) + "\n")
    items = os.path.join(os.path.dirname(folder), "items.tsv")
    with open(items, "w", encoding="utf-8") as file:
        file.write("item\tform\n<script>alert(1)</script>\t实事求是\n\"'&\t没有\n")
    return items


def many(folder):
    """Two thousand short texts over twenty years."""
    os.mkdir(folder)
    rows = ["document\ttitle\tyear\tkind"]
    parts = ["坚持改革开放", "发展社会主义市场经济", "提高人民生活水平", "加强农业基础", "保护生态环境",
             "推进科技创新", "维护世界和平"]
    for i in range(2000):
        sentences = "".join(f"第{i}次会议强调，要{parts[(i * k + k * k) % 7]}、{parts[(i + k) % 7]}。"
                            for k in range(1, 6))
        write(folder, f"text{i:04}.txt", sentences)
        rows.append(f"text{i:04}.txt\t第{i}号文件：{parts[i % 7]}\t{1990 + i // 100}\t"
                    f"{'通知' if i % 3 else '报告'}")
    write(folder, "metadata.tsv", "\n".join(rows) + "\n")


def made(folder):
    """(name, arguments) of the pages of texts that are made here."""
    hostile(os.path.join(folder, "hostile"))
    yield "hostile", [os.path.join(folder, "hostile"), "--title", "<b>&\"'"]
    items = hostile_fields(os.path.join(folder, "fields"))
    yield "fields", [os.path.join(folder, "fields"), "--items", items, "--min-length", "2"]
    write(folder, "one.txt", "天地玄黄。")
    yield "one", [os.path.join(folder, "one.txt"), "--lang", "zh"]
    many(os.path.join(folder, "many"))
    yield "many", [os.path.join(folder, "many"), "--lang", "zh"]


def real(root):
    """The same of real texts."""
    data = os.environ.get("ZG_DATA", os.path.join(root, "..", "shared", "data"))
    yield "texts", [os.path.join(root, "corpus", "texts"), "--lang", "zh"]
    for name in ("zh_gov_work_reports", "en_inaugural"):
        path = os.path.join(data, name)
        if os.path.isdir(path):
            yield name, [path] + (["--unit", "word"] if name.startswith("en") else [])
        else:
            print(f"SKIPPED {name}: not there")


def look(browser, name, folder):
    """All that is wrong with a page."""
    wrong = browser.open(os.path.join(folder, "report.html"))
    browser.run("document.querySelectorAll('details').forEach(d=>d.open=true);0")
    for width in WIDTHS:
        browser.window(width, 900)
        wrong += [f"at {width}: {problem}" for problem in browser.run(LAYOUT)]
    browser.window(1280, 900)
    for dark in (False, True):
        browser.window(1280, 900, dark)
        for kind, value, text in browser.run(CONTRAST):
            if value < 4.5:
                wrong.append(f"{'dark' if dark else 'light'}: contrast of {kind} {value}: {text}")
    browser.window(1280, 900)
    tables = browser.run(TABLES)
    wrong += tables["problems"] + saves(browser) + keyboard(browser)
    problems, pages = paper(browser, folder)
    wrong += problems + browser.complaints()
    size = os.path.getsize(os.path.join(folder, "report.html"))
    print(f"{name}: {size} bytes, {tables['sorted']} sorts, {tables['filtered']} filters, {pages}")
    if tables["sorted"] == 0:
        wrong.append("no table can be sorted")
    return wrong


def main():
    tool, root, texts = sys.argv[1:4]
    path = chromium.find()
    if path is None:
        print("SKIPPED: no Chromium here to look at the page")
        return
    failed = False
    with tempfile.TemporaryDirectory() as folder, chromium.Chromium(path) as browser:
        for name, arguments in made(folder) if texts == "made" else real(root):
            out = os.path.join(folder, "out-" + name)
            subprocess.run([tool, *arguments, "-o", out, "-q"], check=True)
            wrong = look(browser, name, out)
            for problem in wrong[:12]:
                print("    " + problem)
            failed = failed or bool(wrong)
    sys.exit(1 if failed else 0)


main()
