// OpenBLAS asks for the number of processors as it is loaded, before any line of the program runs,
// and starts a thread for each, with a stack and a buffer. Threads are the program's own affair,
// and one of OpenBLAS that gets no memory never ends; so here is the answer that it gets.
int get_num_procs(void);

int get_num_procs(void) { return 1; }
