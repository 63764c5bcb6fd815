// One transfer of libcurl, whose every option says what is not to be.
#include "greyctl/fetch/fetch.h"

#include <curl/curl.h>
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstdlib>
#include <memory>
#include <string_view>

#include "common/text.h"
#include "common/version.h"

namespace greycache {

namespace {

constexpr long kOk = 200;
constexpr long kNotModified = 304;
constexpr std::size_t kLongestEtag = 1000;

struct CloseHandle {
  void operator()(CURL* handle) const { curl_easy_cleanup(handle); }
};
struct FreeHeaders {
  void operator()(curl_slist* headers) const { curl_slist_free_all(headers); }
};

// What has come in, and how much may.
struct Body {
  std::string text;
  std::size_t most = 0;
  bool too_long = false;
};

std::size_t take(char* bytes, std::size_t /*one*/, std::size_t count, void* into) {
  Body& body = *static_cast<Body*>(into);
  body.too_long = count > body.most - body.text.size();
  if (body.too_long) return 0;
  body.text.append(bytes, count);
  return count;
}

// Goes back to the server as a line of its own.
bool fit_for_a_header(std::string_view etag) {
  return etag.size() <= kLongestEtag &&
         std::all_of(etag.begin(), etag.end(), [](char c) { return c >= 0x20 && c <= 0x7e; });
}

class Transfer {
 public:
  Transfer() : handle_(curl_easy_init()) {}

  tl::expected<Fetched, std::string> run(const std::string& url, const std::string& etag,
                                         const FetchLimits& limits);

 private:
  template <typename Value>
  void set(CURLoption option, Value value) {
    curl_easy_setopt(handle_.get(), option, value);
  }
  void limit_to(const FetchLimits& limits);
  void set_headers(const std::string& etag);
  std::string header(const char* name) const;
  std::string trouble(CURLcode code) const;

  std::unique_ptr<CURL, CloseHandle> handle_;
  std::unique_ptr<curl_slist, FreeHeaders> headers_;
  std::array<char, CURL_ERROR_SIZE> reason_{};
  Body body_;
};

void Transfer::limit_to(const FetchLimits& limits) {
  body_.most = limits.most_bytes;
  set(CURLOPT_WRITEFUNCTION, take);
  set(CURLOPT_WRITEDATA, static_cast<void*>(&body_));
  set(CURLOPT_TIMEOUT_MS, static_cast<long>(limits.whole.count()));
  set(CURLOPT_CONNECTTIMEOUT_MS, static_cast<long>(limits.connecting.count()));
  set(CURLOPT_FOLLOWLOCATION, 1L);
  set(CURLOPT_MAXREDIRS, static_cast<long>(limits.most_redirects));
}

void Transfer::set_headers(const std::string& etag) {
  // None that libcurl would unpack, and what a server packs nevertheless stays packed.
  set(CURLOPT_HTTP_CONTENT_DECODING, 0L);
  curl_slist* headers = curl_slist_append(nullptr, "Accept-Encoding: identity");
  if (!etag.empty()) {
    headers = curl_slist_append(headers, fmt::format("If-None-Match: {}", etag).c_str());
  }
  headers_.reset(headers);
  set(CURLOPT_HTTPHEADER, headers);
}

// Of the last answer, behind all redirects.
std::string Transfer::header(const char* name) const {
  curl_header* found = nullptr;
  const auto code = curl_easy_header(handle_.get(), name, 0, CURLH_HEADER, -1, &found);
  return code == CURLHE_OK ? found->value : "";
}

std::string Transfer::trouble(CURLcode code) const {
  if (body_.too_long) return fmt::format("is longer than {} bytes", body_.most);
  const char* said = reason_[0] != '\0' ? reason_.data() : curl_easy_strerror(code);
  return fmt::format("cannot be fetched: {}", escaped(said, 300));
}

tl::expected<Fetched, std::string> Transfer::run(const std::string& url, const std::string& etag,
                                                 const FetchLimits& limits) {
  if (!handle_) return tl::make_unexpected("cannot be fetched: libcurl has no memory");
  const bool plain = url.starts_with("http://");
  set(CURLOPT_URL, url.c_str());
  set(CURLOPT_PROTOCOLS_STR, plain ? "http,https" : "https");
  set(CURLOPT_REDIR_PROTOCOLS_STR, plain ? "http,https" : "https");
  set(CURLOPT_USERAGENT, kSoftware);
  set(CURLOPT_ERRORBUFFER, reason_.data());
  set(CURLOPT_NOSIGNAL, 1L);
  if (const char* authorities = std::getenv("SSL_CERT_FILE")) set(CURLOPT_CAINFO, authorities);
  limit_to(limits);
  set_headers(etag);
  const CURLcode code = curl_easy_perform(handle_.get());
  if (code != CURLE_OK) return tl::make_unexpected(trouble(code));
  long status = 0;
  curl_easy_getinfo(handle_.get(), CURLINFO_RESPONSE_CODE, &status);
  if (status == kNotModified && !etag.empty()) return Fetched{false, "", etag};
  if (status != kOk) return tl::make_unexpected(fmt::format("answered {}", status));
  const std::string packed = header("Content-Encoding");
  if (!packed.empty() && packed != "identity") {
    return tl::make_unexpected(
        fmt::format("comes packed ({}), which was not asked for", escaped(packed, 40)));
  }
  const std::string name = header("ETag");
  return Fetched{true, std::move(body_.text), fit_for_a_header(name) ? name : ""};
}

}  // namespace

tl::expected<Fetched, std::string> fetch(const std::string& url, const std::string& etag,
                                         const FetchLimits& limits) {
  return Transfer().run(url, etag, limits);
}

}  // namespace greycache
