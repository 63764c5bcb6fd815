// Serves HTTP on a listening socket, within limits, by libmicrohttpd.
#pragma once

#include <chrono>
#include <cstddef>
#include <functional>
#include <memory>

#include "common/file_descriptor.h"
#include "greyweb/http/http_request.h"
#include "greyweb/http/http_response.h"

namespace greycache::web {

// Each answer has a strict Content-Security-Policy, is kept nowhere unless it says so itself, and
// is shown in nobody's frame. Over a limit: 413 (body), 431 or 414 (headers), and who is slow is
// cut off (ConnectionWatch).
class HttpServer {
 public:
  static constexpr unsigned kMostConnections = 1024;
  static constexpr unsigned kThreads = 4;
  static constexpr std::size_t kMostOfHead = std::size_t{16} << 10U;

  // Called by any of kThreads; must come to an end by itself. An exception becomes a 500.
  using Handler = std::function<HttpResponse(const HttpRequest&)>;
  // Bytes that the body of a request may have, of which the head is there.
  using BodyLimit = std::function<std::size_t(const HttpRequest&)>;

  // `proxied`: whoever connects is a web server of this host, and is believed whom it serves
  // (X-Forwarded-For, X-Forwarded-Proto). Throws std::runtime_error where there is no memory or no
  // thread to serve with.
  HttpServer(FileDescriptor listener, bool proxied, BodyLimit limit, Handler handler);
  // Waits for the requests that are being answered.
  ~HttpServer();
  HttpServer(const HttpServer&) = delete;
  HttpServer& operator=(const HttpServer&) = delete;

 private:
  class Implementation;

  std::unique_ptr<Implementation> implementation_;
};

}  // namespace greycache::web
