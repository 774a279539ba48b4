const units = ["bytes", "KB", "MB", "GB", "TB"];

/** "512 bytes", "1.4 MB", "23 GB": decimal units, two digits that matter. Pure. */
export function spokenBytes(bytes: number): string {
  let [value, unit] = [bytes, 0];
  for (; value >= 999.5 && unit < units.length - 1; unit++) value /= 1000;
  return `${unit > 0 && value < 9.95 ? value.toFixed(1) : Math.round(value)} ${units[unit]}`;
}

/** Says every few seconds how far something is, while it takes that long. Call the returned function to end it. */
export function progress(print: (line: string) => void, line: () => string, everyMs = 5000): () => void {
  const timer = setInterval(() => print(`  ${line()}`), everyMs);
  timer.unref();
  return () => clearInterval(timer);
}
