// What several processes ask of MPI. `./dev setup mpi` builds it beside the program.
#include <mpi.h>
#include <sched.h>
#include <string.h>

// Another number whenever a function comes, goes or changes; OptionalLibrary.swift has the same.
int pollard_mpi_interface(void) { return 4; }

// Name and version, such as `Open MPI v4.1.4`, without the rest of a line about its making; NULL
// where the library does not tell. MPI need not have been started.
const char *pollard_mpi_version(void) {
  static char text[MPI_MAX_LIBRARY_VERSION_STRING];
  int length;
  if (MPI_Get_library_version(text, &length) != MPI_SUCCESS) return NULL;
  text[strcspn(text, ",\n")] = 0;
  return text;
}

// Joins the processes that mpiexec started. 0 where that was done; the number of this process and
// how many there are.
int pollard_mpi_begin(int *rank, int *size) {
  int started, ended;
  if (MPI_Finalized(&ended) != MPI_SUCCESS || ended) return -1;
  if (MPI_Initialized(&started) != MPI_SUCCESS) return -1;
  if (!started && MPI_Init(NULL, NULL) != MPI_SUCCESS) return -1;
  if (MPI_Comm_rank(MPI_COMM_WORLD, rank) != MPI_SUCCESS) return -1;
  return MPI_Comm_size(MPI_COMM_WORLD, size) == MPI_SUCCESS ? 0 : -1;
}

// Sends `count` numbers to another process, which need not wait for them yet.
int pollard_mpi_send(const int *numbers, int count, int rank) {
  return MPI_Send(numbers, count, MPI_INT, rank, 0, MPI_COMM_WORLD) == MPI_SUCCESS ? 0 : -1;
}

// Takes a message of `count` numbers, if one is there: 1, and who sent it; 0 where there is none.
int pollard_mpi_receive(int *numbers, int count, int *rank) {
  MPI_Status status;
  int found;
  if (MPI_Iprobe(MPI_ANY_SOURCE, 0, MPI_COMM_WORLD, &found, &status) != MPI_SUCCESS) return -1;
  if (!found) return 0;
  *rank = status.MPI_SOURCE;
  return MPI_Recv(numbers, count, MPI_INT, *rank, 0, MPI_COMM_WORLD, MPI_STATUS_IGNORE) == MPI_SUCCESS
             ? 1
             : -1;
}

// Leaves, once all processes do.
void pollard_mpi_end(void) { MPI_Finalize(); }

// Ends all processes.
void pollard_mpi_abort(int code) { MPI_Abort(MPI_COMM_WORLD, code); }

// Waits for an exchange: 1 where it has not ended after so many seconds.
static int finish(MPI_Request *request, double seconds) {
  int done = 0;
  const double start = MPI_Wtime();
  while (!done) {
    if (MPI_Test(request, &done, MPI_STATUS_IGNORE) != MPI_SUCCESS) return -1;
    if (!done && MPI_Wtime() - start > seconds) return 1;
    // More processes than processors: who waits makes room.
    if (!done) sched_yield();
  }
  return 0;
}

// Puts the parts of all processes side by side: `sizes` and `places` in bytes, by rank. 1 where a
// process has sent nothing for so many seconds.
int pollard_mpi_gather(const void *part, int bytes, void *all, const int *sizes, const int *places,
                       double seconds) {
  MPI_Request request;
  return MPI_Iallgatherv(part, bytes, MPI_BYTE, all, sizes, places, MPI_BYTE, MPI_COMM_WORLD,
                         &request) == MPI_SUCCESS
             ? finish(&request, seconds)
             : -1;
}

// Sends each process a part of `part`, and takes what each sends: sizes and places in bytes, by
// rank.
int pollard_mpi_exchange(const void *part, const int *sizes, const int *places, void *all,
                         const int *sizes_in, const int *places_in, double seconds) {
  MPI_Request request;
  return MPI_Ialltoallv(part, sizes, places, MPI_BYTE, all, sizes_in, places_in, MPI_BYTE,
                        MPI_COMM_WORLD, &request) == MPI_SUCCESS
             ? finish(&request, seconds)
             : -1;
}
