// What a page listens to; the list of all documents has it from here too.

export const QUERY = 'subscription Changes { portfolioChanged { changeId resync } }';
