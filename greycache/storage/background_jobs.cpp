// Whether what runs beside the requests succeeds.
#include "greycache/storage/background_jobs.h"

#include <utility>

#include "common/typed_log.h"

namespace greycache {

const char* background_job_name(BackgroundJob job) {
  static constexpr std::array<const char*, kBackgroundJobs> kNames{
      "cleaning",   "partitions", "opt_tables", "expectations", "known_sources",
      "admin_mail", "standing",   "history",    "stand_ins"};
  return kNames[static_cast<std::size_t>(job)];
}

const char* words_of(BackgroundJob job) {
  static constexpr std::array<const char*, kBackgroundJobs> kWords{
      "cleaning",
      "the upkeep of partitions",
      "reading the opt tables",
      "the upkeep of expectations",
      "reading known sources",
      "sending mail to the administrator",
      "the exchange of organisations' standing",
      "writing the history",
      "the exchange of who goes without Redis"};
  return kWords[static_cast<std::size_t>(job)];
}

void BackgroundJobs::succeeded(BackgroundJob job, const std::string& but) {
  State& state = states_[static_cast<std::size_t>(job)];
  if (std::exchange(state.failing, false)) {
    log_typed(LogType::dbaccess, 2, "{} succeeds again{}{}", words_of(job), but.empty() ? "" : ": ",
              but);
  }
}

void BackgroundJobs::failed(BackgroundJob job, const std::string& why) {
  State& state = states_[static_cast<std::size_t>(job)];
  ++state.failures;
  state.reason = why;
  if (!std::exchange(state.failing, true)) {
    log_typed(LogType::dbaccess, 1, "{} fails: {}", words_of(job), why);
  }
}

}  // namespace greycache
