// What a program is told that gets nothing.
#pragma once

#include <string_view>

#include "common/json_object.h"
#include "greyweb/http/http_response.h"

namespace greycache::web {

// {"ok":false,"code":...,"error":...}, in every answer of the API that is none.
inline HttpResponse json_failure(unsigned status, std::string_view code,
                                 std::string_view sentence) {
  JsonObject failure;
  failure.add_bool("ok", false).add_text("code", code).add_text("error", sentence);
  return {.status = status,
          .content_type = "application/json",
          .body = failure.text() + "\n",
          .headers = {}};
}

}  // namespace greycache::web
