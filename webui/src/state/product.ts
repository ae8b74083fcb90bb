/** What this server is called: the server has put it into the page. */
export const product = globalThis.document?.title || 'Veche';
