// The arguments of a question, held against the table of verbs.
#pragma once

#include <string>
#include <string_view>

#include <tl/expected.hpp>

#include "greyweb/daemon/json.h"
#include "greyweb/daemon/verb.h"
#include "greyweb/http/form.h"

namespace greycache::web {

// As the panel socket takes them; what goes with the verb is in them. The error is a sentence: an
// argument that the verb does not have, one of another kind, one that lacks or stands there twice.
tl::expected<Json, std::string> arguments_of_query(const Verb& verb, const Form& query);
// `body` is one object of JSON.
tl::expected<Json, std::string> arguments_of_body(const Verb& verb, std::string_view body);

}  // namespace greycache::web
