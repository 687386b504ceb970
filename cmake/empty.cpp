// Keeps a module that is all headers a library.
