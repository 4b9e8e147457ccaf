/** The style of a report: both themes by what the reader's system prefers, and paper. */
import { tokens } from './palette';

export const REPORT_STYLE = `
:root{color-scheme:light;${tokens('light')}}
@media (prefers-color-scheme:dark){:root{color-scheme:dark;${tokens('dark')}}}
@media print{:root{color-scheme:light;${tokens('light')}--ground:#fff}}
*{box-sizing:border-box}
body{margin:0;background:var(--ground);color:var(--ink);font:14px/1.5 Inter,system-ui,sans-serif;font-variant-numeric:tabular-nums}
main{max-width:960px;margin:0 auto;padding:32px 24px 64px}
h1{font-size:24px;line-height:1.25;margin:0 0 4px;letter-spacing:-.01em}
h2{font-size:16px;margin:36px 0 10px}
h3{font-size:14px;margin:20px 0 8px}
p{margin:0 0 8px;max-width:75ch}
.lead,.note,figcaption{color:var(--ink-2)}
.note,figcaption{font-size:12px}
.scroll{overflow-x:auto;background:var(--panel);border:1px solid var(--line);border-radius:8px}
table{border-collapse:collapse;width:100%;font-size:13px}
th,td{padding:5px 10px;text-align:right;border-top:1px solid var(--line);white-space:nowrap}
tr:first-child>*{border-top:0}
th{font-weight:600;color:var(--ink-2)}
thead th{white-space:normal;vertical-align:bottom}
dl{margin:0;padding:8px 12px;columns:260px;column-gap:28px;font-size:13px;background:var(--panel);border:1px solid var(--line);border-radius:8px}
dl div{display:flex;justify-content:space-between;gap:12px;padding:2px 0;border-bottom:1px solid var(--line);break-inside:avoid}
dt{color:var(--ink-2)}
dd{margin:0;overflow-wrap:anywhere;text-align:right}
th:first-child,td:first-child{text-align:left}
td.words{text-align:left;white-space:normal;overflow-wrap:anywhere}
tr.differs>*{background:var(--inset)}
tr.differs>th::before{content:"≠ ";color:var(--absent)}
.run{font-weight:600}
.spherical{color:var(--spherical)}.hyperbolic{color:var(--hyperbolic)}.fused{color:var(--fused)}
.figures{display:grid;grid-template-columns:repeat(auto-fit,minmax(260px,1fr));gap:12px}
.figures.wide{grid-template-columns:repeat(auto-fit,minmax(380px,1fr))}
figure{margin:0;padding:14px;background:var(--panel);border:1px solid var(--line);border-radius:8px;break-inside:avoid}
figure svg{display:block;width:100%;height:auto;font-family:inherit}
figcaption{margin-top:8px}
pre{margin:0 0 8px;padding:10px 12px;background:var(--inset);border-radius:6px;font:12px/1.5 ui-monospace,monospace;white-space:pre-wrap;overflow-wrap:anywhere}
a{color:var(--link);overflow-wrap:anywhere}
footer{margin-top:40px;font-size:12px;color:var(--ink-2)}
@media print{main{max-width:none;padding:0}.scroll{overflow:visible}table{font-size:10px}th,td{padding:3px 6px;white-space:normal}h2{break-after:avoid}.figures.wide{grid-template-columns:1fr 1fr}tr{break-inside:avoid}a{color:inherit}}
`.trim();
