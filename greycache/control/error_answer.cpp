// The first line says why; a second one whose fault it is.
#include "greycache/control/error_answer.h"

#include <fmt/format.h>

#include "greycache/core/control_link.h"

namespace greycache {

std::string error_answer(std::string_view sentence) {
  return fmt::format("error: {}\n", sentence);
}

std::string usage_answer(std::string_view sentence) {
  return fmt::format("error: {}\n{}\n", sentence, kWrittenWrong);
}

}  // namespace greycache
