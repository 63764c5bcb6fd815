// Lists that come a page at a time: choices of a form, links to go on, where to come back to.
#pragma once

#include <initializer_list>
#include <string>
#include <string_view>
#include <utility>

#include "greyweb/daemon/json.h"
#include "greyweb/http/http_request.h"

namespace greycache::web {

// For the options of a select: [{value, text, chosen}].
Json choices(std::initializer_list<std::pair<std::string_view, std::string_view>> all,
             std::string_view chosen);

// The value of a field where it is one of those, otherwise the first of them.
std::string one_of(const Form& form, std::string_view field,
                   std::initializer_list<std::string_view> all);

// The same page further on: its path and fields, `place` another one. Empty where there is no next.
std::string next_link(const HttpRequest& request, const Json& answer);

// Of a page without rows that has a next one.
inline constexpr const char* kNoneInTime =
    "None so far, but time was up before all was looked at: sort by time, which looks further page "
    "by page.";
inline constexpr const char* kNoneSoFar = "None so far; the next page looks further.";

// Of rows that could not be changed: [{row, error}], some dozens at most.
Json faults_view(const Json& faults);

// Its first page; empty where it is that.
std::string first_link(const HttpRequest& request);

// The address of this page, to come back to.
std::string here(const HttpRequest& request);

// `text` where it is an address of ours ("/waiting?..."), otherwise "/".
std::string own_address(std::string_view text);

}  // namespace greycache::web
