// syslog(3), or a request to the daemon.
#include "policy-helper/helper_log.h"

#include <syslog.h>
#include <unistd.h>

#include <chrono>
#include <cstdarg>
#include <cstdio>
#include <string_view>

#include "common/deadline.h"
#include "common/helper_log.h"
#include "common/timed_io.h"
#include "policy-helper/daemon_address.h"

namespace greycache {

namespace {

// A socket buffer that is full belongs to a daemon that hangs.
constexpr std::chrono::milliseconds kPatience{100};

bool there_is_syslog() {
  return access(_PATH_LOG, F_OK) == 0;
}

// A line break would end the attribute.
void take_line_breaks_out(char* text) {
  for (; *text != '\0'; ++text) {
    if (*text == '\n') *text = ' ';
  }
}

}  // namespace

void HelperLog::say(int priority, const char* format, ...) {
  va_list arguments;
  va_start(arguments, format);
  if (there_is_syslog()) {
    vsyslog(priority, format, arguments);
  } else if (count_ < kMostLines) {
    char* line = kept_[count_++].data();
    vsnprintf(line, kLongestLine, format, arguments);
    take_line_breaks_out(line);
  }
  va_end(arguments);
}

void HelperLog::deliver() {
  if (count_ == 0) return;
  const FileDescriptor daemon = connect_to_daemon(socket_);
  if (!daemon) return;
  const Deadline deadline = Deadline::after(kPatience);
  for (std::size_t i = 0; i < count_; ++i) {
    std::array<char, kLongestLine + 64> request{};
    const int length = snprintf(request.data(), request.size(), "request=%s\n%s=%s\n\n",
                                kHelperLogRequest.data(), kHelperLogWords.data(), kept_[i].data());
    const std::string_view bytes(request.data(), static_cast<std::size_t>(length));
    if (write_all(daemon.get(), bytes, deadline) != 0) return;
  }
  count_ = 0;
}

}  // namespace greycache
