// The only file that knows libmicrohttpd: its callbacks, made one request each.
#include "greyweb/http/http_server.h"

#include <microhttpd.h>
#include <netdb.h>
#include <poll.h>
#include <sys/socket.h>

#include <algorithm>
#include <array>
#include <condition_variable>
#include <exception>
#include <mutex>
#include <optional>
#include <stdexcept>
#include <string>
#include <utility>

#include "common/log.h"
#include "common/platform.h"
#include "common/text.h"
#include "common/whole_number.h"
#include "greyweb/http/connection_watch.h"
#include "greyweb/http/handler_lane.h"
#include "greyweb/http/json_failure.h"
#include "greyweb/http/refusals.h"

namespace greycache::web {

namespace {

constexpr unsigned kQuietSeconds = 30;
// What was made for those who waited, at the end.
constexpr std::chrono::seconds kToSend{2};
// What was made of such a body is worth giving back at once.
constexpr std::size_t kLargeBody = std::size_t{64} << 10U;
constexpr std::size_t kMostDrained = std::size_t{8} << 20U;

constexpr std::pair<const char*, const char*> kAlways[] = {
    {"Content-Security-Policy",
     "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; form-action 'self'; "
     "frame-ancestors 'none'; connect-src 'self'; base-uri 'none'"},
    {"X-Content-Type-Options", "nosniff"},
    {"X-Frame-Options", "DENY"},
    // "no-referrer" would have browsers send "Origin: null" with our own forms.
    {"Referrer-Policy", "same-origin"},
    {"Cross-Origin-Opener-Policy", "same-origin"},
    {"Cross-Origin-Resource-Policy", "same-origin"},
    {"Permissions-Policy", "camera=(), geolocation=(), microphone=(), interest-cohort=()"}};

// A request from its first line to its answer. While its connection is suspended it is the lane's.
struct Pending {
  std::string uri;
  HttpRequest request;
  Admission admission;
  bool begun = false;
  bool too_large = false;
  bool handed_over = false;  // to a lane
  // What the lane made of it; nothing where there was no memory.
  std::optional<HttpResponse> response;
};

std::string header(MHD_Connection* connection, const char* name) {
  const char* const value = MHD_lookup_connection_value(connection, MHD_HEADER_KIND, name);
  return value == nullptr ? std::string() : std::string(value);
}

struct LastHeader {
  std::string_view name;  // in lower case
  std::string value;
};

MHD_Result take_last(void* into, MHD_ValueKind, const char* name, const char* value) {
  auto& header = *static_cast<LastHeader*>(into);
  if (lower_ascii(name) == header.name) header.value = value == nullptr ? "" : value;
  return MHD_YES;
}

// Of several lines the last: a proxy may add its own behind those of the client.
std::string last_header(MHD_Connection* connection, std::string_view name) {
  LastHeader header{name, {}};
  MHD_get_connection_values(connection, MHD_HEADER_KIND, &take_last, &header);
  return header.value;
}

int descriptor_of(MHD_Connection* connection) {
  const auto* info = MHD_get_connection_info(connection, MHD_CONNECTION_INFO_CONNECTION_FD);
  return info == nullptr ? -1 : info->connect_fd;
}

// Both ways are closed: a client who has only said all that he says still reads. Over TCP that is
// not seen before something is sent; at a unix socket, where web servers ask, it is.
bool is_gone(MHD_Connection* connection) {
  pollfd client{.fd = descriptor_of(connection), .events = 0, .revents = 0};
  return poll(&client, 1, 0) == 1 && (client.revents & (POLLHUP | POLLERR)) != 0;
}

std::string peer_address(MHD_Connection* connection) {
  const auto* info = MHD_get_connection_info(connection, MHD_CONNECTION_INFO_CLIENT_ADDRESS);
  if (info == nullptr || info->client_addr == nullptr) return "local";
  const bool wide = info->client_addr->sa_family == AF_INET6;
  if (!wide && info->client_addr->sa_family != AF_INET) return "local";
  std::array<char, NI_MAXHOST> text{};
  const int error =
      getnameinfo(info->client_addr, wide ? sizeof(sockaddr_in6) : sizeof(sockaddr_in), text.data(),
                  text.size(), nullptr, 0, NI_NUMERICHOST);
  return error == 0 ? text.data() : "local";
}

// The last one was put there by the proxy that connects to us; those before it by anybody.
std::string last_of(std::string_view addresses) {
  return std::string(trimmed(addresses.substr(addresses.rfind(',') + 1)));
}

Method method_of(std::string_view name) {
  if (name == "GET" || name == "HEAD") return Method::get;
  return name == "POST" ? Method::post : Method::other;
}

// What no handler has seen. A program is told in JSON, with the members that it knows.
HttpResponse plain(std::string_view uri, unsigned status, std::string_view text) {
  if (uri.starts_with("/api/")) {
    return json_failure(status, status < 500 ? "wrong" : "unavailable", text);
  }
  return {.status = status,
          .content_type = "text/plain; charset=utf-8",
          .body = std::string(text) + "\n",
          .headers = {}};
}

void add_header(MHD_Response* response, const char* name, const std::string& value) {
  if (MHD_add_response_header(response, name, value.c_str()) == MHD_NO) {
    log(LogLevel::warning, "a header {} was not sent: it holds what none can", name);
  }
}

MHD_Result send(MHD_Connection* connection, const HttpResponse& answer) {
  // libmicrohttpd only reads what it copies.
  MHD_Response* const response = MHD_create_response_from_buffer(
      answer.body.size(), const_cast<char*>(answer.body.data()), MHD_RESPMEM_MUST_COPY);
  if (response == nullptr) return MHD_NO;
  bool keeps = false;
  for (const auto& [name, value] : kAlways) add_header(response, name, value);
  for (const auto& [name, value] : answer.headers) {
    keeps = keeps || name == "Cache-Control";
    add_header(response, name.c_str(), value);
  }
  if (!keeps) add_header(response, "Cache-Control", "no-store");
  if (!answer.body.empty()) add_header(response, "Content-Type", answer.content_type);
  const MHD_Result sent = MHD_queue_response(connection, answer.status, response);
  MHD_destroy_response(response);
  return sent;
}

}  // namespace

class HttpServer::Implementation {
 public:
  Implementation(FileDescriptor listener, bool proxied, Answers answers)
      : proxied_(proxied),
        answers_(std::move(answers)),
        looks_({kLooks, kMostWaiting, kMostOfOne, kLongestWait, kShareOfLooks}),
        changes_({kChanges, kMostWaiting, kMostOfOne, kLongestWait}),
        sign_ins_({kSignIns, kMostWaiting, kMostOfOne, kLongestWait}) {
    daemon_ = MHD_start_daemon(
        MHD_USE_EPOLL_INTERNAL_THREAD | MHD_ALLOW_SUSPEND_RESUME, 0, nullptr, nullptr, &on_request,
        this, MHD_OPTION_LISTEN_SOCKET, listener.get(), MHD_OPTION_THREAD_POOL_SIZE, kThreads,
        MHD_OPTION_CONNECTION_LIMIT, kMostConnections, MHD_OPTION_CONNECTION_MEMORY_LIMIT,
        kMostOfHead, MHD_OPTION_CONNECTION_TIMEOUT, kQuietSeconds, MHD_OPTION_STRICT_FOR_CLIENT, 1,
        MHD_OPTION_URI_LOG_CALLBACK, &on_uri, this, MHD_OPTION_NOTIFY_COMPLETED, &on_completed,
        this, MHD_OPTION_NOTIFY_CONNECTION, &on_connection, this, MHD_OPTION_END);
    if (daemon_ == nullptr) throw std::runtime_error("libmicrohttpd does not start");
    // It closes the socket itself from now on.
    listener.release();
  }

  // libmicrohttpd must not be stopped while a connection is suspended.
  ~Implementation() {
    for (HandlerLane* const lane : {&looks_, &changes_, &sign_ins_}) lane->end();
    refusals_.end();
    std::unique_lock lock(mutex_);
    sent_.wait_for(lock, kToSend, [this] { return unsent_ == 0; });
    lock.unlock();
    MHD_stop_daemon(daemon_);
  }
  Implementation(const Implementation&) = delete;
  Implementation& operator=(const Implementation&) = delete;

 private:
  static void* on_uri(void*, const char* uri, MHD_Connection*) {
    auto* const pending = new Pending;
    pending->uri = uri;
    return pending;
  }

  static void on_completed(void* self, MHD_Connection* connection, void** context,
                           MHD_RequestTerminationCode) {
    const auto* const pending = static_cast<Pending*>(std::exchange(*context, nullptr));
    const bool large = pending != nullptr && pending->request.body.capacity() >= kLargeBody;
    const bool handed_over = pending != nullptr && pending->handed_over;
    delete pending;
    if (large) give_free_memory_back();
    auto& server = *static_cast<Implementation*>(self);
    if (handed_over) server.count_unsent(-1);
    server.watch_.allow(descriptor_of(connection), ConnectionWatch::kToAsk);
  }

  static void on_connection(void* self, MHD_Connection* connection, void**,
                            MHD_ConnectionNotificationCode what) {
    ConnectionWatch& watch = static_cast<Implementation*>(self)->watch_;
    const int fd = descriptor_of(connection);
    if (what == MHD_CONNECTION_NOTIFY_STARTED) return watch.allow(fd, ConnectionWatch::kToAsk);
    watch.forget(fd);
  }

  static MHD_Result on_request(void* self, MHD_Connection* connection, const char*,
                               const char* method, const char*, const char* bytes,
                               std::size_t* size, void** context) {
    auto& pending = *static_cast<Pending*>(*context);
    try {
      return static_cast<Implementation*>(self)->go_on(connection, method, {bytes, *size}, pending,
                                                       *size);
    } catch (const std::exception& error) {
      log(LogLevel::error, "a connection ends on an error of our own: {}", escaped(error.what()));
      return MHD_NO;
    }
  }

  MHD_Result go_on(MHD_Connection* connection, const char* method, std::string_view bytes,
                   Pending& pending, std::size_t& left) {
    if (!std::exchange(pending.begun, true)) return begin(connection, method, pending);
    if (left == 0) return whole(connection, pending);
    std::string& body = pending.request.body;
    pending.too_large =
        pending.too_large || body.size() + bytes.size() > pending.admission.most_body;
    if (!pending.too_large) body += bytes;
    left = 0;
    return MHD_YES;
  }

  // Only the head is there.
  MHD_Result begin(MHD_Connection* connection, const char* method, Pending& pending) {
    const std::string_view uri = pending.uri;
    HttpRequest& request = pending.request;
    request.method = method_of(method);
    request.path = plain_path(uri);
    if (request.path.empty()) return send(connection, plain(uri, 404, "There is no such page."));
    const std::size_t mark = std::min(uri.find('?'), uri.size());
    const auto query = Form::parse(uri.substr(std::min(mark + 1, uri.size())));
    if (!query) return send(connection, plain(uri, 400, "The address is not well formed."));
    request.query = *query;
    read_headers(connection, request);
    pending.admission = answers_.admit(request);
    const auto announced = whole_number<std::size_t>(header(connection, "Content-Length"));
    pending.too_large = announced && *announced > pending.admission.most_body;
    // Read to its end, and kept nowhere, a client sees the answer; longer ones may not.
    return pending.too_large && *announced > kMostDrained ? refuse_body(connection, pending)
                                                          : MHD_YES;
  }

  MHD_Result refuse_body(MHD_Connection* connection, const Pending& pending) const {
    return send(connection, answers_.too_large(pending.request, pending.admission.most_body));
  }

  MHD_Result whole(MHD_Connection* connection, Pending& pending) {
    if (pending.too_large) return refuse_body(connection, pending);
    if (!pending.handed_over && pending.admission.way != Way::at_once) {
      hand_over(connection, pending);
      return MHD_YES;
    }
    if (!pending.handed_over) pending.response = made(answers_.answer, pending);
    if (!pending.response) return MHD_NO;
    watch_.allow(descriptor_of(connection), ConnectionWatch::kToAnswer);
    const HttpResponse response = *std::exchange(pending.response, std::nullopt);
    return send(connection, response);
  }

  void count_unsent(int more) {
    const std::lock_guard lock(mutex_);
    unsent_ += more;
    if (unsent_ == 0) sent_.notify_all();
  }

  HandlerLane& lane_of(Way way) {
    if (way == Way::sign_in) return sign_ins_;
    return way == Way::look ? looks_ : changes_;
  }

  // Comes back to whole() when the connection is resumed.
  void hand_over(MHD_Connection* connection, Pending& pending) {
    HandlerLane& lane = lane_of(pending.admission.way);
    HandlerLane::Task task = [this, connection, &pending](HandlerLane::Turn turn) {
      answer(connection, pending, turn);
    };
    Refusals::Task refuse = [this, connection, &pending] {
      answer(connection, pending, HandlerLane::Turn::refused);
    };
    watch_.forget(descriptor_of(connection));
    pending.handed_over = true;
    count_unsent(1);
    // Nothing throws from here on.
    MHD_suspend_connection(connection);
    if (lane.add(pending.admission.caller, std::move(task))) return;
    if (!refusals_.add(std::move(refuse))) answer(connection, pending, HandlerLane::Turn::refused);
  }

  // From the call of MHD_resume_connection() on, `pending` is libmicrohttpd's threads'.
  void answer(MHD_Connection* connection, Pending& pending, HandlerLane::Turn turn) noexcept {
    try {
      // Whoever types into a filter gives up all looks but the last.
      const bool gone = pending.admission.way == Way::look && is_gone(connection);
      const bool refused = turn == HandlerLane::Turn::refused || gone;
      pending.response = made(refused ? answers_.busy : answers_.answer, pending);
    } catch (const std::exception&) {
      pending.response.reset();
    }
    MHD_resume_connection(connection);
  }

  static HttpResponse made(const std::function<HttpResponse(const HttpRequest&)>& by,
                           const Pending& pending) {
    try {
      return by(pending.request);
    } catch (const std::exception& error) {
      log(LogLevel::error, "a request ends on an error of our own: {}", escaped(error.what()));
      return plain(pending.uri, 500, "This is our fault, and is in the log of greyweb.");
    }
  }

  void read_headers(MHD_Connection* connection, HttpRequest& request) const {
    request.content_type = header(connection, "Content-Type");
    request.host = header(connection, "Host");
    request.origin = header(connection, "Origin");
    request.fetch_site = header(connection, "Sec-Fetch-Site");
    request.authorization = header(connection, "Authorization");
    request.cookies = header(connection, "Cookie");
    request.by_itself = !header(connection, "Greyweb-Refresh").empty();
    request.address = peer_address(connection);
    if (!proxied_) return;
    request.secure = last_header(connection, "x-forwarded-proto") != "http";
    const std::string forwarded = last_of(last_header(connection, "x-forwarded-for"));
    if (!forwarded.empty()) request.address = forwarded;
  }

  bool proxied_;
  Answers answers_;
  ConnectionWatch watch_;
  std::mutex mutex_;
  std::condition_variable sent_;
  int unsent_ = 0;  // handed over, and not answered yet
  HandlerLane looks_;
  HandlerLane changes_;
  HandlerLane sign_ins_;
  Refusals refusals_{kBeforeBusy};
  MHD_Daemon* daemon_ = nullptr;
};

HttpServer::HttpServer(FileDescriptor listener, bool proxied, Answers answers)
    : implementation_(
          std::make_unique<Implementation>(std::move(listener), proxied, std::move(answers))) {}

HttpServer::~HttpServer() = default;

}  // namespace greycache::web
