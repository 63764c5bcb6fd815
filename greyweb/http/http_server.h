// Serves HTTP on a listening socket, within limits, by libmicrohttpd.
#pragma once

#include <chrono>
#include <cstddef>
#include <functional>
#include <memory>

#include "common/file_descriptor.h"
#include "greyweb/http/admission.h"
#include "greyweb/http/http_request.h"
#include "greyweb/http/http_response.h"

namespace greycache::web {

// Each answer has a strict Content-Security-Policy, is kept nowhere unless it says so itself, and
// is shown in nobody's frame. Over a limit: 413 (body), 431 or 414 (headers), and who is slow is
// cut off (ConnectionWatch). The threads that read and write wait for no answer: what may take long
// is a lane's (HandlerLane): one for looks, one for changes, one for signing in.
class HttpServer {
 public:
  static constexpr unsigned kMostConnections = 1024;
  static constexpr unsigned kThreads = 2;
  static constexpr std::size_t kMostOfHead = std::size_t{16} << 10U;
  static constexpr unsigned kLooks = 4;    // at a time
  static constexpr unsigned kChanges = 2;  // at a time
  static constexpr unsigned kSignIns = 1;  // at a time
  static constexpr std::size_t kMostWaiting = 64;
  static constexpr std::size_t kMostOfOne = 16;  // of these, of one caller
  // Less than proxies wait for us, and more than the daemon is waited for.
  static constexpr std::chrono::seconds kLongestWait{20};
  static constexpr unsigned kShareOfLooks = 4;  // a quarter of a processor, in the long run
  // Who is told that too many ask learns it no sooner: a crowd asks again at once.
  static constexpr std::chrono::seconds kBeforeBusy{1};

  // Any thread. An exception becomes a 500.
  struct Answers {
    std::function<Admission(const HttpRequest&)> admit;
    // Must come to an end by itself.
    std::function<HttpResponse(const HttpRequest&)> answer;
    // Says that too many wait, or it has waited too long: nothing was done. After kBeforeBusy.
    std::function<HttpResponse(const HttpRequest&)> busy;
    // Says that the body has more bytes than `most`.
    std::function<HttpResponse(const HttpRequest&, std::size_t most)> too_large;
  };

  // `proxied`: whoever connects is a web server of this host, and is believed whom it serves
  // (X-Forwarded-For, X-Forwarded-Proto). Throws std::runtime_error where there is no memory or no
  // thread to serve with.
  HttpServer(FileDescriptor listener, bool proxied, Answers answers);
  // Waits for the requests that are being answered; those that wait for that are told "busy".
  ~HttpServer();
  HttpServer(const HttpServer&) = delete;
  HttpServer& operator=(const HttpServer&) = delete;

 private:
  class Implementation;

  std::unique_ptr<Implementation> implementation_;
};

}  // namespace greycache::web
