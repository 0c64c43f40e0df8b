// What several processes ask of MPI. `./dev setup mpi` builds it beside the program.
#include <mpi.h>
#include <sched.h>
#include <stdlib.h>
#include <string.h>

// Another number whenever a function comes, goes or changes; OptionalLibrary.swift has the same.
int pollard_mpi_interface(void) { return 5; }

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
  // Open MPI lets the receiver ask for each piece of a large message. Over TCP what it asks queues
  // behind what travels the same way, and the link stands still meanwhile: that all is sent at once
  // took a sixth off steps that wait for the link.
  setenv("OMPI_MCA_btl_tcp_flags", "1", 0);
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

// An exchange under way; MPI reads its sizes and places until it has ended.
struct exchange {
  int *numbers;
  MPI_Request request;
};

enum { MOST_EXCHANGES = 64 };
static struct exchange exchanges[MOST_EXCHANGES];

// Room for an exchange with so many arrays of sizes and places, copied one after the other; -1
// where there is none.
static int room(const int *const arrays[], int count, int *ranks) {
  int i = 0;
  while (i < MOST_EXCHANGES && exchanges[i].numbers != NULL) i++;
  if (i == MOST_EXCHANGES || MPI_Comm_size(MPI_COMM_WORLD, ranks) != MPI_SUCCESS) return -1;
  const size_t size = sizeof(int) * (size_t)*ranks;
  exchanges[i].numbers = malloc(size * (size_t)count);
  if (exchanges[i].numbers == NULL) return -1;
  for (int a = 0; a < count; a++) memcpy(exchanges[i].numbers + a * *ranks, arrays[a], size);
  return i;
}

static void forget(int i) {
  free(exchanges[i].numbers);
  exchanges[i].numbers = NULL;
}

// Starts to put the parts of all processes side by side: `sizes` and `places` in bytes, by rank.
// The number of the exchange, or -1. What it reads and writes stays where it is until
// `pollard_mpi_finish`; meanwhile it travels as far as MPI is called for other things.
int pollard_mpi_gather(const void *part, int bytes, void *all, const int *sizes,
                       const int *places) {
  const int *const arrays[] = {sizes, places};
  int ranks;
  const int i = room(arrays, 2, &ranks);
  if (i < 0) return -1;
  const int *numbers = exchanges[i].numbers;
  if (MPI_Iallgatherv(part, bytes, MPI_BYTE, all, numbers, numbers + ranks, MPI_BYTE,
                      MPI_COMM_WORLD, &exchanges[i].request) == MPI_SUCCESS) {
    return i;
  }
  forget(i);
  return -1;
}

// Starts to send each process a part of `part`, and to take what each sends: sizes and places in
// bytes, by rank. The number of the exchange, or -1.
int pollard_mpi_exchange(const void *part, const int *sizes, const int *places, void *all,
                         const int *sizes_in, const int *places_in) {
  const int *const arrays[] = {sizes, places, sizes_in, places_in};
  int ranks;
  const int i = room(arrays, 4, &ranks);
  if (i < 0) return -1;
  const int *numbers = exchanges[i].numbers;
  if (MPI_Ialltoallv(part, numbers, numbers + ranks, MPI_BYTE, all, numbers + 2 * ranks,
                     numbers + 3 * ranks, MPI_BYTE, MPI_COMM_WORLD,
                     &exchanges[i].request) == MPI_SUCCESS) {
    return i;
  }
  forget(i);
  return -1;
}

// Waits for an exchange: 0, 1 where it has not ended after so many seconds, or -1. Time in which the
// process itself was stopped, as schedulers stop jobs, does not count.
int pollard_mpi_finish(int number, double seconds) {
  int done = 0;
  double last = MPI_Wtime(), waited = 0;
  while (!done) {
    if (MPI_Test(&exchanges[number].request, &done, MPI_STATUS_IGNORE) != MPI_SUCCESS) return -1;
    const double now = MPI_Wtime();
    waited += now - last < 1 ? now - last : 0;
    last = now;
    if (!done && waited > seconds) return 1;
    // More processes than processors: who waits makes room.
    if (!done) sched_yield();
  }
  forget(number);
  return 0;
}
