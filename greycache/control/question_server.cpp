// Reads a line of each peer, within a limit and a deadline, and writes the answer.
#include "greycache/control/question_server.h"

#include <sys/socket.h>

#include <array>
#include <cerrno>
#include <string_view>
#include <utility>

#include "common/timed_io.h"

namespace greycache {

namespace {

// What answers has a deadline of its own: the longest is that of a part of a report.
constexpr std::chrono::seconds kPatienceWithAnswer{40};

}  // namespace

// One connection: reads a question, hands it on, writes the answer, ends.
class QuestionServer::Peer : public std::enable_shared_from_this<QuestionServer::Peer> {
 public:
  Peer(QuestionServer& server, int key, FileDescriptor connection)
      : server_(server),
        key_(key),
        connection_(std::move(connection)),
        readable_(server.loop_, connection_.get(), Watcher::For::reading, [this] { read(); }),
        writable_(server.loop_, connection_.get(), Watcher::For::writing, [this] { write(); }),
        patience_(server.loop_, [this] { server_.drop(key_); }) {
    readable_.enable();
    patience_.start(server.options_.patience);
  }

 private:
  void read() {
    std::array<char, 4096> buffer{};
    const ssize_t length = recv(connection_.get(), buffer.data(), buffer.size(), MSG_DONTWAIT);
    if (length < 0 && may_succeed_later(errno)) return;
    if (length > 0) question_.append(buffer.data(), static_cast<std::size_t>(length));
    const std::size_t end = question_.find(server_.options_.end);
    const std::size_t needed =
        end == std::string::npos ? question_.size() : end + server_.options_.end.size();
    if (needed > server_.options_.longest) return finish();
    if (end != std::string::npos) return ask(end);
    if (length <= 0) finish();
  }

  void ask(std::size_t end) {
    readable_.disable();
    patience_.start(kPatienceWithAnswer);
    question_.resize(end);
    // The peer may be gone when the answer comes.
    const auto reply = [weak = weak_from_this()](const std::string& text) {
      if (const auto self = weak.lock()) self->reply(text);
    };
    server_.on_question_(question_, reply, connection_);
    if (!connection_) finish();
  }

  void reply(const std::string& text) {
    patience_.start(server_.options_.patience);
    output_ = text;
    writable_.enable();
  }

  void write() {
    const std::string_view left = std::string_view(output_).substr(sent_);
    const ssize_t sent =
        send(connection_.get(), left.data(), left.size(), MSG_NOSIGNAL | MSG_DONTWAIT);
    if (sent < 0 && may_succeed_later(errno)) return;
    if (sent > 0) sent_ += static_cast<std::size_t>(sent);
    if (sent < 0 || sent_ == output_.size()) finish();
  }

  void finish() {
    readable_.disable();
    writable_.disable();
    patience_.stop();
    server_.drop(key_);
  }

  QuestionServer& server_;
  int key_;
  FileDescriptor connection_;
  Watcher readable_;
  Watcher writable_;
  Timer patience_;
  std::string question_;
  std::string output_;
  std::size_t sent_ = 0;  // of the output
};

QuestionServer::QuestionServer(EventLoop& loop, FileDescriptor listening, Options options,
                               Admits admits, OnQuestion on_question)
    : loop_(loop),
      options_(std::move(options)),
      admits_(std::move(admits)),
      on_question_(std::move(on_question)),
      listener_(listener_at(std::move(listening))) {}

QuestionServer::~QuestionServer() = default;

std::unique_ptr<Listener> QuestionServer::listener_at(FileDescriptor listening) {
  return std::make_unique<Listener>(
      loop_, std::move(listening), [this] { return peers_.size() < options_.most_peers; },
      [this](FileDescriptor connection) { accept(std::move(connection)); });
}

void QuestionServer::listen_on(FileDescriptor listening) {
  const auto former = std::exchange(listener_, listener_at(std::move(listening)));
  // As many as the kernel keeps.
  for (int i = 0; i < SOMAXCONN; ++i) {
    FileDescriptor waiting(
        accept4(former->descriptor(), nullptr, nullptr, SOCK_NONBLOCK | SOCK_CLOEXEC));
    if (!waiting) return;
    accept(std::move(waiting));
  }
}

void QuestionServer::accept(FileDescriptor connection) {
  if (!admits_(connection.get())) return;
  const int key = next_key_++;
  peers_[key] = std::make_shared<Peer>(*this, key, std::move(connection));
}

// Called from a peer's own callbacks: its end waits for the loop's next turn.
void QuestionServer::drop(int key) {
  loop_.post([this, key] {
    peers_.erase(key);
    listener_->resume();
  });
}

}  // namespace greycache
