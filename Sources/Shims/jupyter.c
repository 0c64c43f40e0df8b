// What a Jupyter kernel asks of libzmq. `./dev setup jupyter` builds it beside the program.
#include <stdio.h>
#include <zmq.h>

// Another number whenever a function comes, goes or changes; OptionalLibrary.swift has the same.
int pollard_jupyter_interface(void) { return 1; }

// Name and version, such as `libzmq 4.3.4`.
const char *pollard_jupyter_version(void) {
  static char text[64];
  int major, minor, patch;
  zmq_version(&major, &minor, &patch);
  snprintf(text, sizeof text, "libzmq %d.%d.%d", major, minor, patch);
  return text;
}
