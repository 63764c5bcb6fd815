// What a thread's clock counts.
#include "greyweb/http/processor_time.h"

#include <doctest/doctest.h>

namespace greycache::web::processor_time_test {

TEST_CASE("a thread's processor time is that of what it did") {
  const auto before = processor_time();
  while (processor_time() == before) {
  }
  CHECK(processor_time() > before);
}

}  // namespace greycache::web::processor_time_test
