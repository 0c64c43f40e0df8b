// What several processes ask of MPI. `./dev setup mpi` builds it beside the program.
#include <mpi.h>
#include <string.h>

// Another number whenever a function comes, goes or changes; OptionalLibrary.swift has the same.
int pollard_mpi_interface(void) { return 1; }

// Name and version, such as `Open MPI v4.1.4`, without the rest of a line about its making; NULL
// where the library does not tell. MPI need not have been started.
const char *pollard_mpi_version(void) {
  static char text[MPI_MAX_LIBRARY_VERSION_STRING];
  int length;
  if (MPI_Get_library_version(text, &length) != MPI_SUCCESS) return NULL;
  text[strcspn(text, ",\n")] = 0;
  return text;
}
