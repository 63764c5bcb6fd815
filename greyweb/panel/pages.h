// The pages: each asks the daemon and fills a template, or says what went wrong.
#pragma once

#include <string_view>

#include "greyweb/http/http_response.h"
#include "greyweb/panel/visit.h"

namespace greycache::web {

// What was asked for is in visit.request.query, or in visit.form where something is changed.
HttpResponse now_page(const Visit& visit);
HttpResponse waiting_page(const Visit& visit);
HttpResponse why_page(const Visit& visit);
HttpResponse report_page(const Visit& visit);
HttpResponse known_page(const Visit& visit);
HttpResponse expected_page(const Visit& visit);
HttpResponse opt_page(const Visit& visit);
HttpResponse change_opt(const Visit& visit);
HttpResponse lists_page(const Visit& visit);
HttpResponse rules_page(const Visit& visit);
HttpResponse settings_page(const Visit& visit);
HttpResponse changes_page(const Visit& visit);
// Asks whether it is meant, or does it and offers to take it back.
HttpResponse confirm_page(const Visit& visit);

// `name` is the part of the path behind "/lists/" or "/settings/": untrusted.
HttpResponse list_page(const Visit& visit, std::string_view name);
HttpResponse change_list(const Visit& visit, std::string_view name);
HttpResponse setting_page(const Visit& visit, std::string_view name);
HttpResponse change_setting(const Visit& visit, std::string_view name);

}  // namespace greycache::web
