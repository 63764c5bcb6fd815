// One text by HTTP or HTTPS, with limits, by libcurl.
#pragma once

#include <chrono>
#include <cstddef>
#include <string>

#include <tl/expected.hpp>

namespace greycache {

struct FetchLimits {
  std::size_t most_bytes = std::size_t{8} << 20;
  std::chrono::milliseconds whole{60'000};       // from the name's look-up to the last byte
  std::chrono::milliseconds connecting{10'000};  // of that at most
  int most_redirects = 3;
};

struct Fetched {
  bool changed = true;  // false: the server says that it is still what `etag` names
  std::string body;
  std::string etag;  // as the server writes it; empty where it names none that could be sent back
};

// GETs a URL that begins with https:// or http://. Certificates are verified, by the system's
// authorities or those of SSL_CERT_FILE; from https a redirect leads to https only. `etag` is what
// an earlier answer was called, or empty. Nothing is unpacked: a compressed answer, which was not
// asked for, is an error. The error is a sentence's end, fit for a terminal: "answered 404",
// "is longer than 8388608 bytes". Blocks; one thread at a time.
tl::expected<Fetched, std::string> fetch(const std::string& url, const std::string& etag,
                                         const FetchLimits& limits);

}  // namespace greycache
