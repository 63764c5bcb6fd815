// What hosts and processes are called in the stores.
#include "greycache/core/process_names.h"

#include <doctest/doctest.h>

#include "greycache/policy/sound_fact.h"

namespace greycache {

TEST_CASE("a host is called the same at each start, and another on another state directory") {
  CHECK(host_place("/var/lib/greycache") == host_place("/var/lib/greycache"));
  CHECK(host_place("/var/lib/greycache") != host_place("/var/lib/other"));
  CHECK(host_place("/var/lib/greycache").ends_with(":/var/lib/greycache"));
}

TEST_CASE("every state directory gives a name that the stores take, and long ones differ") {
  const std::string blanks(400, ' ');
  for (const std::string& directory :
       {blanks, blanks + "a", std::string("/a b"), std::string("/%")}) {
    CHECK(is_sound_name(host_place(directory)));
  }
  CHECK(host_place(blanks) != host_place(blanks + "a"));
}

TEST_CASE("two processes of one host that start at once have two names") {
  CHECK(process_name(5, [] { return 0.25; }) != process_name(5, [] { return 0.5; }));
  CHECK(is_sound_name(process_name(5, [] { return 1.0; })));
}

}  // namespace greycache
