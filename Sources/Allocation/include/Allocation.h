#ifndef ALLOCATION_H
#define ALLOCATION_H

#include <stdbool.h>
#include <stddef.h>

/// Sets aside address space that is given back where an allocation fails, so that what is under way
/// can end in order; `shortage` is called then, on any thread. Nothing where some is set aside.
///
/// @return whether there is a reserve now.
bool allocation_reserve(size_t bytes, void (*shortage)(void));

/// Bytes that the reserve holds.
size_t allocation_reserved(void);

/// What is written where even that was not enough, before the program ends with `code`; the texts
/// are kept, not copied.
///
/// @param output to standard output, if any.
/// @param errors to standard error.
void allocation_last_words(const char *output, const char *errors, int code);

/// Remembers the terminal as it is; `allocation_restore_terminal` puts it back.
void allocation_remember_terminal(void);
void allocation_restore_terminal(void);

/// What a narrow bound on address space asks for: one arena for all threads, and the stack's pages
/// taken while there are some.
///
/// @param stack bytes of the main thread's stack.
void allocation_be_frugal(size_t stack);

#endif
