// Shows where the program and the text of a log line are found, and where nothing is looked for.
#include "greycache/maillog/log_entry.h"

#include <doctest/doctest.h>

#include <string>

namespace greycache::log_entry_test {

namespace {

constexpr UnixTime kNow = 1795280400;  // 2026-11-21T17:00:00Z

// "PROGRAM|TEXT", "other" where it is not of Postfix, "none" where there is no time.
std::string read(std::string_view line) {
  LogTimes times(kNow);
  const auto found = read_log_line(line, times);
  if (!found) return "none";
  if (!found->entry) return "other";
  CHECK(found->time.at == kNow);
  return std::string(found->entry->program) + "|" + std::string(found->entry->text);
}

}  // namespace

TEST_CASE("the lines of Postfix, of any instance, with a host or without") {
  CHECK(read("2026-11-21T17:00:00Z mx1 postfix/smtpd[12]: a: b") == "smtpd|a: b");
  CHECK(read("2026-11-21T17:00:00Z mx1 postfix-in/submission/smtpd[12]: a") == "smtpd|a");
  CHECK(read("2026-11-21T17:00:00Z postfix/qmgr[12]: a") == "qmgr|a");
  CHECK(read("2026-11-21T17:00:00Z mx1 sshd[12]: a") == "other");
  CHECK(read("2026-11-21T17:00:00Z mx1 kernel: postfix/smtpd[12]: a") == "other");
  CHECK(read("2026-11-21T17:00:00Z mx1 postfix/[12]: a") == "other");
  CHECK(read("2026-11-21T17:00:00Z mx1 postfix/smtpd[12] a") == "other");
}

TEST_CASE("RFC 5424: program, process, message id, structured data, text") {
  CHECK(read("<22>1 2026-11-21T17:00:00Z mx1 postfix/smtpd 4711 - - A1: b") == "smtpd|A1: b");
  CHECK(read("<22>1 2026-11-21T17:00:00Z mx1 postfix/smtpd 4711 - -  A1: b") == "smtpd|A1: b");
  CHECK(read("<22>1 2026-11-21T17:00:00Z mx1 postfix/smtpd 4711 ID [a@1 x=\"]\\\"\"][b@2] A1") ==
        "smtpd|A1");
  CHECK(read("<22>1 2026-11-21T17:00:00Z mx1 postfix/smtpd 4711 - - \xef\xbb\xbf"
             "A1") == "smtpd|A1");
  CHECK(read("<22>1 2026-11-21T17:00:00Z mx1 sshd 4711 - - postfix/smtpd[1]: x") == "other");
  CHECK(read("<22>1 2026-11-21T17:00:00Z mx1 postfix/smtpd 4711 - [a") == "other");
  CHECK(read("<22>1 2026-11-21T17:00:00Z mx1") == "other");
}

TEST_CASE("what containers, docker logs, kubectl and grep put in front does no harm") {
  const std::string line = "2026-11-21T17:00:00Z mx1 postfix/smtpd[12]: a";
  for (const char* prefix :
       {"mail    | ", "mailserver-1  | ", "\x1b[36mmail    |\x1b[0m ", "[pod/mail-0/postfix] ",
        "mail.log:", "/var/log/mail.log.1:123:", "2026-11-21T17:00:00.000000001Z "}) {
    CAPTURE(prefix);
    CHECK(read(prefix + line) == "smtpd|a");
  }
  CHECK(read("2026-11-21T17:00:00.1Z Nov  1 03:00:00 mx1 postfix/smtpd[12]: a") == "smtpd|a");
  CHECK(read("mail | 2026-11-21T17:00:00.1Z Nov  1 03:00:00 mx1 postfix/smtpd[12]: a") ==
        "smtpd|a");
}

TEST_CASE("a time that a stranger has written is none") {
  const std::string line = "2026-11-21T17:00:00Z mx1 postfix/smtpd[12]: a";
  CHECK(read("[  12.345] mx1 postfix/smtpd[1]: NOQUEUE: reject: RCPT from " + line) == "none");
  CHECK(read("192.0.2.1 - - \"GET / " + line + "\"") == "none");
  CHECK(read("said: <" + line) == "none");
  CHECK(read(std::string(200, 'x') + " " + line) == "none");
  CHECK(read("2026-11-21T17:00:00Z mx1 postfix/smtpd[12]: " + line) == "smtpd|" + line);
}

TEST_CASE("no line is too short") {
  for (const char* line :
       {"", " ", "<", "<22>", "<22>1 ", "mail |", "]: ", "2026-11-21T17:00:00Z "}) {
    CAPTURE(line);
    CHECK(read(line).find('|') == std::string::npos);
  }
}

}  // namespace greycache::log_entry_test
