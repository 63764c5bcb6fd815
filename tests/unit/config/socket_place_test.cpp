// Where a unix socket can be made, and where not.
#include "greycache/config/socket_place.h"

#include <doctest/doctest.h>

using namespace greycache;

TEST_CASE("a directory that can be written is no obstacle, nor one below /run that is to come") {
  CHECK(obstacle_to_socket("/tmp/x.sock").empty());
  CHECK(obstacle_to_socket("/run/greycache-to-come/x.sock").empty());
  CHECK(obstacle_to_socket("/var/run/greycache-to-come/x.sock").empty());
}

TEST_CASE("a directory that there is not, or that is none, is an obstacle") {
  CHECK(obstacle_to_socket("/nonexistent/x.sock").find("No such file") != std::string::npos);
  CHECK(obstacle_to_socket("/dev/null/x.sock").find("Not a directory") != std::string::npos);
}

TEST_CASE("a file in the place of the socket is an obstacle") {
  CHECK(obstacle_to_socket("/etc/passwd").find("is not a socket") != std::string::npos);
}
