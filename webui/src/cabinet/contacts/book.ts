import { createContext, useContext } from 'react';
import { type Book, ownBook } from '../data/contacts';

/** The address book that the page is about. */
export const BookContext = createContext<Book>(ownBook);
export const useBook = () => useContext(BookContext);
