// By which locale a terminal shows UTF-8.
#include "common/terminal.h"

#include <doctest/doctest.h>

using namespace greycache;

TEST_CASE("a locale says whether it is in UTF-8") {
  for (const char* locale : {"de_DE.UTF-8", "C.utf8", "en_US.UTF-8@euro", "C.UTF-8"}) {
    CHECK(is_utf8_locale(locale));
  }
  for (const char* locale :
       {"", "C", "POSIX", "de_DE", "de_DE@euro", "de_DE.ISO-8859-1", "x.", "."}) {
    CHECK_FALSE(is_utf8_locale(locale));
  }
}
