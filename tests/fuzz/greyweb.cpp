// What strangers send to the panel: a line with an address, one with cookies, one with a question,
// and a file of accounts.
#include <string>

#include "common/text.h"
#include "greyweb/account/account.h"
#include "greyweb/http/form.h"
#include "greyweb/http/http_request.h"
#include "greyweb/page/renderer.h"
#include "greyweb/panel/question.h"
#include "greyweb/panel/row_pages.h"
#include "tests/fuzz/check.h"
#include "tests/fuzz/input.h"

namespace greycache::fuzz {

namespace {

using namespace web;

void check_address(std::string_view line) {
  const std::string_view path = plain_path(line);
  check(path.empty() || path.front() == '/', "a path begins with a slash");
  check(path.find("..") == path.npos || path.find("/../") == path.npos, "no path goes up");
  const std::string own = own_address(line);
  check(own.starts_with('/') && !own.starts_with("//"), "an address of ours is of this site");
  const auto form = Form::parse(line);
  if (!form) return;
  const auto again = Form::parse(form->text());
  check(again.has_value(), "what is written as a query reads");
  check(again->fields() == form->fields() || form->fields().empty(), "and reads the same");
}

void check_question(std::string_view line) {
  const auto question = parse_question(line);
  if (!question) return;
  check(!question->arguments.contains("role"), "a question has no role");
  check(!question->arguments.contains("domain"), "a question has no domain");
  const std::string html = rendered(
      "trouble", {{"sentence", asked_sentence(*question)}, {"back", "/"}, {"account", nullptr}});
  check(html.find("<script>") == html.npos, "a sentence is text");
}

void check_accounts(std::string_view text) {
  const auto accounts = parse_accounts(text);
  if (!accounts) return;
  const auto again = parse_accounts(accounts_text(*accounts));
  check(again && again->size() == accounts->size(), "accounts read as they are written");
}

}  // namespace

}  // namespace greycache::fuzz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace greycache::fuzz;
  Input input(data, size);
  check_address(input.line());
  const std::string cookie = greycache::web::cookie_value(input.line(), "greyweb");
  check(cookie.find(';') == cookie.npos, "a cookie ends at its semicolon");
  check_question(input.line());
  check_accounts({reinterpret_cast<const char*>(data), size});
  return 0;
}
