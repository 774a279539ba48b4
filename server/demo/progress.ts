/**
 * A bar with rate and time left. On a terminal one line that moves; elsewhere (a log) a line every ten seconds.
 */
export function progressBar(out: NodeJS.WriteStream, what: string): (done: number, total: number) => void {
  const started = Date.now();
  const everyMs = out.isTTY ? 200 : 10_000;
  let shown = out.isTTY ? 0 : started;
  return (done, total) => {
    const now = Date.now();
    if (done < total && now - shown < everyMs) return;
    shown = now;
    const line = progressLine(what, done, total, (now - started) / 1000);
    out.write(out.isTTY ? `\r\x1b[K${line}${done < total ? "" : "\n"}` : `${line}\n`);
  };
}

/** Pure: one state of the bar. */
export function progressLine(what: string, done: number, total: number, seconds: number): string {
  const width = 30;
  const share = total === 0 ? 1 : done / total;
  const bar = "█".repeat(Math.floor(share * width)).padEnd(width, "░");
  const rate = seconds > 0 ? done / seconds : 0;
  const left = rate > 0 ? Math.ceil((total - done) / rate) : 0;
  const number = (value: number) => Math.round(value).toLocaleString("en");
  const minutes = `${Math.floor(left / 60)}:${String(left % 60).padStart(2, "0")}`;
  return `${bar} ${Math.floor(share * 100)} %  ${number(done)} of ${number(total)} ${what}, ${number(rate)}/s${done < total ? `, ${minutes} left` : ` in ${Math.round(seconds)} s`}`;
}
