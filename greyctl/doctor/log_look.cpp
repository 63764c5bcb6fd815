// One of the usual files, from near its end.
#include "greyctl/doctor/log_look.h"

#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <ctime>
#include <string_view>

#include "common/open_to_read.h"
#include "common/text.h"
#include "greyctl/doctor/log_checks.h"
#include "greyctl/trace/mail_log.h"

namespace greycache {

namespace {

constexpr off_t kTail = 256 << 10;
constexpr UnixTime kDay = 86400;

std::string path_of(const std::string& maillog_file) {
  if (!maillog_file.empty()) return maillog_file;
  for (const char* usual : {"/var/log/mail.log", "/var/log/maillog", "/var/log/mail"}) {
    struct stat status {};
    if (stat(usual, &status) == 0 && S_ISREG(status.st_mode)) return usual;
  }
  return {};
}

// The last whole lines.
std::string tail_of(int file, off_t size) {
  std::string text(static_cast<std::size_t>(std::min(size, kTail)), '\0');
  const off_t begin = std::max<off_t>(size - kTail, 0);
  const ssize_t count = pread(file, text.data(), text.size(), begin);
  text.resize(static_cast<std::size_t>(std::max<ssize_t>(count, 0)));
  if (begin > 0) text.erase(0, text.find('\n') + 1);
  return text;
}

void read_lines(LogFacts& facts, const std::string& text, UnixTime now) {
  MailLog log(now);
  for (const std::string_view line : split(text, '\n')) {
    if (!line.empty()) log.add_line(line);
  }
  facts.lines = log.counts().lines;
  facts.of_postfix = log.counts().of_postfix();
}

}  // namespace

Findings look_at_log_file(const std::string& maillog_file) {
  LogFacts facts;
  facts.to_output = maillog_file == "/dev/stdout";
  if (facts.to_output) return log_findings(facts);
  facts.path = path_of(maillog_file);
  if (facts.path.empty()) return log_findings(facts);
  const FileDescriptor file = open_to_read(facts.path);
  struct stat status {};
  if (!file || fstat(file.get(), &status) != 0) {
    facts.error = errno;
    return log_findings(facts);
  }
  const UnixTime now = std::time(nullptr);
  facts.silent_days = std::max<UnixTime>(now - status.st_mtime, 0) / kDay;
  read_lines(facts, tail_of(file.get(), status.st_size), now);
  return log_findings(facts);
}

}  // namespace greycache
