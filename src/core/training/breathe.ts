/**
 * Lets the messages that have come in meanwhile be handled: awaiting a promise alone does not. A MessageChannel, because
 * nested timers are held back to 4 ms.
 */
export function breathe(): Promise<void> {
  return new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => {
      port1.close();
      resolve();
    };
    port2.postMessage(null);
  });
}
