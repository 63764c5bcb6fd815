// Lines as a log daemon gets them.
#include "common/syslog_sink.h"

#include <doctest/doctest.h>

#include <cstdlib>
#include <string>

#include "log_daemon.h"

using namespace greycache;

TEST_CASE("a header has priority, local time and name, as with glibc") {
  setenv("TZ", "UTC", 1);
  tzset();
  CHECK(syslog_header(LogLevel::info, 0, "greycache") == "<22>Jan  1 00:00:00 greycache: ");
  CHECK(syslog_header(LogLevel::error, 1'764'356'401, "sqlgrey") ==
        "<19>Nov 28 19:00:01 sqlgrey: ");
  setenv("TZ", "EST+5", 1);
  tzset();
  CHECK(syslog_header(LogLevel::info, 0, "greycache") == "<22>Dec 31 19:00:00 greycache: ");
  unsetenv("TZ");
  tzset();
}

TEST_CASE("lines come in order, each with the priority of its level, up to a NUL byte") {
  LogDaemon daemon;
  daemon.start();
  const auto sink = make_syslog_sink("sqlgrey", daemon.path());
  LogLines lines;
  lines.add(LogLevel::notice, "grey: new: a");
  lines.add(LogLevel::error, std::string("a\0b", 3));
  lines.add(LogLevel::debug, "");
  CHECK(sink->write_all(lines) == 0);
  sink->write(LogLevel::warning, "%s");
  const auto read = [&] {
    const std::string line = daemon.read();
    const std::size_t priority = line.find('>') + 1;
    return line.substr(0, priority) + line.substr(line.find(" sqlgrey: "));
  };
  CHECK(read() == "<21> sqlgrey: grey: new: a");
  CHECK(read() == "<19> sqlgrey: a");
  CHECK(read() == "<23> sqlgrey: ");
  CHECK(read() == "<20> sqlgrey: %s");
}

TEST_CASE("lines that no log daemon takes are counted") {
  LogDaemon daemon;
  const auto sink = make_syslog_sink("sqlgrey", daemon.path());
  LogLines lines;
  lines.add(LogLevel::notice, "a");
  lines.add(LogLevel::notice, "b");
  CHECK(sink->write_all(lines) == 2);
  daemon.start();
  CHECK(sink->write_all(lines) == 0);
}
