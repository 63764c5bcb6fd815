// Trace lines by nlohmann's event parser, which builds no tree.
#include "greyctl/replay/trace_line.h"

#include <nlohmann/json.hpp>

#include "common/json_fault.h"
#include "common/text.h"
#include "common/written_request.h"

namespace greycache {

namespace {

using nlohmann::json;

constexpr double kLatest = 1e11;  // in the year 5138

// Writes the members of "request" as "name=value" lines and keeps "at".
class LineReader : public nlohmann::json_sax<json> {
 public:
  explicit LineReader(std::string& text) : text_(text) { text_.clear(); }

  bool null() override { return value({}); }
  bool boolean(bool) override { return value({}); }
  bool number_integer(number_integer_t number) override {
    take_time(static_cast<double>(number));
    return value(std::to_string(number));
  }
  bool number_unsigned(number_unsigned_t number) override {
    take_time(static_cast<double>(number));
    return value(std::to_string(number));
  }
  bool number_float(number_float_t number, const string_t& text) override {
    take_time(number);
    return value(text);
  }
  bool string(string_t& text) override {
    if (depth_ == 1 && key_ == "logged") was_accepted = text == "accepted";
    return value(text);
  }
  bool binary(binary_t&) override { return false; }
  bool start_object(std::size_t) override {
    in_request_ = depth_ == 1 && key_ == "request";
    found_request = found_request || in_request_;
    return open();
  }
  bool end_object() override { return close(); }
  bool start_array(std::size_t) override { return open(); }
  bool end_array() override { return close(); }
  bool key(string_t& name) override {
    key_.swap(name);
    return true;
  }
  bool parse_error(std::size_t position, const std::string&, const json::exception&) override {
    error = json_fault(position);
    return false;
  }

  std::optional<UnixTime> at;
  bool found_request = false;
  bool was_accepted = false;
  std::string error;

 private:
  // A double is exact far beyond kLatest.
  void take_time(double number) {
    const bool is_time = depth_ == 1 && key_ == "at";
    if (is_time && number >= 0 && number <= kLatest) at = static_cast<UnixTime>(number);
  }

  bool open() {
    if (depth_ > 1) in_request_ = false;  // an attribute is no object and no list
    ++depth_;
    return true;
  }

  bool close() {
    if (--depth_ == 1) in_request_ = false;
    return true;
  }

  bool value(std::string_view text) {
    if (!in_request_) return true;
    if (text.find('\n') != std::string_view::npos || key_.find_first_of("=\n") != key_.npos) {
      error = "an attribute that the policy protocol cannot carry";
      return false;
    }
    text_.append(key_).append("=").append(text).append("\n");
    return true;
  }

  std::string& text_;
  std::string key_;
  int depth_ = 0;
  bool in_request_ = false;
};

}  // namespace

tl::expected<void, std::string> TraceLine::parse(std::string_view line) {
  LineReader reader(attributes_);
  if (!json::sax_parse(line, &reader)) {
    // A log, most likely: the parser's words would not help.
    if (!trimmed(line).empty() && trimmed(line).front() != '{') {
      return tl::make_unexpected(
          "no line of a trace; make a trace of a mail log first (greyctl trace)");
    }
    return tl::make_unexpected(reader.error.empty() ? "no object of JSON" : reader.error);
  }
  if (!reader.at) return tl::make_unexpected("no member \"at\" with a time");
  if (!reader.found_request) return tl::make_unexpected("no member \"request\" with attributes");
  at_ = reader.at;
  was_accepted_ = reader.was_accepted;
  request_.parse(attributes_);
  if (!request_.find("request")) {
    attributes_ += "request=smtpd_access_policy\n";
    request_.parse(attributes_);
  }
  // One that is written as empty is asked as that: SQLgrey does not take it for "unknown".
  if (!request_.find("client_name")) {
    add_client_name(attributes_);
    request_.parse(attributes_);
  }
  return {};
}

}  // namespace greycache
