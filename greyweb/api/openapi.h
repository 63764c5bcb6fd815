// The document of the API for programs and people: OpenAPI 3.1.
#pragma once

#include "greyweb/daemon/json.h"

namespace greycache::web {

// Made of the table of verbs, which the routes are made of, too.
Json openapi_document();

}  // namespace greycache::web
