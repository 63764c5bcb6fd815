// One smtpd: asks on its connection, one request at a time, and asks again where that ends.
#pragma once

#include <deque>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "common/file_descriptor.h"
#include "tests/simulation/world.h"

namespace greycache::simulation {

class PolicyClient {
 public:
  struct Question {
    std::string instance;
    std::vector<std::string> sources;  // under which its client is known
    std::string text;                  // of the request, with its empty line
    int pieces = 1;                    // in which it is sent
    bool cut_off = false;              // the client goes away before it has sent, or read, all
  };
  struct Callbacks {
    // The other end of a new connection; empty where nobody listens.
    std::function<bool(FileDescriptor)> connect;
    // Bytes were sent.
    std::function<void()> sent;
    // All of a question is sent for the first time, or again on another connection.
    std::function<void(const Question&)> asked;
    std::function<void(const Question&, std::string_view reply)> answered;
    // The connection ended before the answer; it is asked again.
    std::function<void(const Question&)> lost;
    // There will be no answer.
    std::function<void(const Question&)> gave_up;
    // What must not be.
    std::function<void(const std::string&)> wrong;
  };

  PolicyClient(World& world, std::uint64_t seed, Callbacks callbacks);
  ~PolicyClient();
  PolicyClient(const PolicyClient&) = delete;
  PolicyClient& operator=(const PolicyClient&) = delete;

  void ask(Question question);
  // Bytes may have come, or the end of the connection.
  void look();

 private:
  static constexpr World::Span kBetweenTries{100'000};
  static constexpr int kMostTries = 600;  // to connect

  void begin();
  void connect();
  void send_piece();
  void lost();
  void done();
  void take(std::string_view bytes);

  World& world_;
  Random random_;
  Callbacks callbacks_;
  FileDescriptor connection_;
  std::deque<Question> questions_;  // the first is under way
  bool busy_ = false;
  bool pausing_ = false;  // before the next question
  int tries_ = 0;
  int connections_ = 0;
  std::vector<std::string> unsent_;  // pieces, the last first
  std::string received_;
  std::shared_ptr<bool> alive_ = std::make_shared<bool>(true);
};

}  // namespace greycache::simulation
