/* What policy-helper --relay is compared with: copies bytes both ways and does nothing else. */
#include <poll.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

int main(int argc, char** argv) {
  struct sockaddr_un address = {.sun_family = AF_UNIX};
  int daemon = socket(AF_UNIX, SOCK_STREAM, 0);
  struct pollfd ends[2] = {{.fd = 0, .events = POLLIN}, {.fd = daemon, .events = POLLIN}};
  char buffer[16384];
  if (argc != 2 || strlen(argv[1]) >= sizeof address.sun_path) return 64;
  strcpy(address.sun_path, argv[1]);
  if (connect(daemon, (struct sockaddr*)&address, sizeof address) != 0) return 69;
  while (poll(ends, 2, -1) > 0) {
    for (int from = 0; from < 2; ++from) {
      if (!ends[from].revents) continue;
      ssize_t length = read(ends[from].fd, buffer, sizeof buffer);
      if (length <= 0) return 0;
      if (write(from == 0 ? daemon : 1, buffer, (size_t)length) != length) return 69;
    }
  }
}
