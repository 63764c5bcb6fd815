// Of libpq's messages the lines that name what was tried and why it failed.
#include "greycache/postgres/libpq_message.h"

#include <doctest/doctest.h>

namespace greycache {

TEST_CASE("the line that names host, port and reason is kept, the advice below it is not") {
  CHECK(useful_lines("connection to server at \"192.0.2.1\", port 5432 failed: Connection refused\n"
                     "\tIs the server running on that host and accepting TCP/IP connections?\n") ==
        "connection to server at \"192.0.2.1\", port 5432 failed: Connection refused");
  CHECK(useful_lines("connection to server on socket \"/run/postgresql/.s.PGSQL.5432\" failed: No "
                     "such file or directory\n\tIs the server running locally and accepting "
                     "connections on that socket?\n") ==
        "connection to server on socket \"/run/postgresql/.s.PGSQL.5432\" failed: No such file or "
        "directory");
  CHECK(useful_lines("server closed the connection unexpectedly\n"
                     "\tThis probably means the server terminated abnormally\n"
                     "\tbefore or while processing the request.\n") ==
        "server closed the connection unexpectedly");
}

TEST_CASE("each attempt has its line, once") {
  CHECK(useful_lines(
            "connection to server at \"db\" (::1), port 1 failed: Connection refused\n"
            "\tIs the server running on that host?\n"
            "connection to server at \"db\" (127.0.0.1), port 1 failed: timeout expired\n"
            "connection to server at \"db\" (127.0.0.1), port 1 failed: timeout expired\n") ==
        "connection to server at \"db\" (::1), port 1 failed: Connection refused; connection to "
        "server at \"db\" (127.0.0.1), port 1 failed: timeout expired");
}

TEST_CASE("the place in the server's source is left out") {
  CHECK(
      useful_lines("connection to server at \"db\", port 1 failed: FATAL:  28P01: password "
                   "authentication failed for user \"x\"\nLOCATION:  auth_failed, auth.c:329\n") ==
      "connection to server at \"db\", port 1 failed: FATAL:  28P01: password authentication "
      "failed for user \"x\"");
}

TEST_CASE("a message of strangers is escaped and has a bound") {
  CHECK(useful_lines("a\x1b[31mb\r\n") == "a\\x1b[31mb");
  CHECK(useful_lines(std::string(5000, 'x').c_str()).size() <= 503);
  CHECK(useful_lines("").empty());
  CHECK(useful_lines(nullptr).empty());
}

}  // namespace greycache
