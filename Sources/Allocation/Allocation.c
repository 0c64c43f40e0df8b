// The C library's allocation with a reserve. Swift traps where memory is refused, and so do the
// libraries; here the reserve is given back first, and the program ends in order if that does not
// do. Blocks are the C library's own, which frees them.
#define _GNU_SOURCE
#include "Allocation.h"

#include <alloca.h>
#include <errno.h>
#include <malloc.h>
#include <sched.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdint.h>
#include <string.h>
#include <sys/mman.h>
#include <termios.h>
#include <unistd.h>

extern void *__libc_malloc(size_t);
extern void *__libc_calloc(size_t, size_t);
extern void *__libc_realloc(void *, size_t);
extern void *__libc_memalign(size_t, size_t);

static atomic_flag lock = ATOMIC_FLAG_INIT;
static void *reserve;
static _Atomic size_t reserved;
static void (*told)(void);

static _Atomic(const char *) last_output;
static _Atomic(const char *) last_errors = "error: out of memory\n";
static atomic_int last_code = 65;
static atomic_flag ending = ATOMIC_FLAG_INIT;

static struct termios terminal;
static atomic_bool terminal_known;

static void take_lock(void) {
  while (atomic_flag_test_and_set_explicit(&lock, memory_order_acquire)) sched_yield();
}

static void leave_lock(void) { atomic_flag_clear_explicit(&lock, memory_order_release); }

bool allocation_reserve(size_t bytes, void (*shortage)(void)) {
  take_lock();
  if (!reserve && bytes) {
    void *found = mmap(
      NULL, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    if (found != MAP_FAILED) {
      reserve = found;
      reserved = bytes;
      told = shortage;
    }
  }
  bool held = reserve != NULL;
  leave_lock();
  return held;
}

size_t allocation_reserved(void) { return reserved; }

void allocation_last_words(const char *output, const char *errors, int code) {
  last_output = output;
  last_errors = errors;
  last_code = code;
}

void allocation_remember_terminal(void) {
  if (tcgetattr(0, &terminal) == 0) terminal_known = true;
}

void allocation_restore_terminal(void) {
  if (!terminal_known) return;
  // In the background this would stop the program.
  sigset_t signals, before;
  sigemptyset(&signals);
  sigaddset(&signals, SIGTTOU);
  pthread_sigmask(SIG_BLOCK, &signals, &before);
  tcsetattr(0, TCSADRAIN, &terminal);
  pthread_sigmask(SIG_SETMASK, &before, NULL);
}

void allocation_be_frugal(size_t stack) {
  mallopt(M_ARENA_MAX, 1);
  volatile char *pages = alloca(stack);
  for (size_t place = stack; place >= 4096; place -= 4096) pages[place - 1] = 0;
}

static void say(int descriptor, const char *text) {
  size_t left = text ? strlen(text) : 0;
  while (left) {
    ssize_t done = write(descriptor, text, left);
    if (done < 0 && errno != EINTR) return;
    if (done > 0) {
      text += done;
      left -= done;
    }
  }
}

static _Noreturn void end(void) {
  // The first one speaks; the others wait for its end.
  while (atomic_flag_test_and_set(&ending)) pause();
  allocation_restore_terminal();
  say(1, last_output);
  say(2, last_errors);
  _exit(last_code);
}

/// Gives the reserve back; somebody else may have done so a moment ago.
static void relieve(void) {
  take_lock();
  if (reserve) {
    munmap(reserve, reserved);
    reserve = NULL;
    reserved = 0;
    if (told) told();
  }
  leave_lock();
}

/// Sizes that no program means: the caller is told, as by the C library.
static bool is_possible(size_t size) { return size <= PTRDIFF_MAX; }

#define WITH_RESERVE(size, call)                \
  void *block = (call);                         \
  if (block || !(size) || !is_possible(size)) return block; \
  relieve();                                    \
  block = (call);                               \
  if (!block) end();                            \
  return block

void *malloc(size_t size) { WITH_RESERVE(size, __libc_malloc(size)); }

void *calloc(size_t count, size_t size) {
  size_t bytes;
  if (__builtin_mul_overflow(count, size, &bytes)) bytes = 0;
  WITH_RESERVE(bytes, __libc_calloc(count, size));
}

void *realloc(void *old, size_t size) { WITH_RESERVE(size, __libc_realloc(old, size)); }

void *memalign(size_t alignment, size_t size) {
  WITH_RESERVE(size, __libc_memalign(alignment, size));
}

void *aligned_alloc(size_t alignment, size_t size) { return memalign(alignment, size); }

int posix_memalign(void **result, size_t alignment, size_t size) {
  if (alignment % sizeof(void *) || !alignment || alignment & (alignment - 1)) return EINVAL;
  void *block = memalign(alignment, size);
  if (!block) return ENOMEM;
  *result = block;
  return 0;
}
