// PCRE2 behind Pattern; the only file that sees its header.
#include "greycache/pattern/pattern.h"

#include <fmt/format.h>

#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>

#include <array>
#include <new>

namespace greycache {

namespace {

constexpr std::uint32_t kDepthLimit = 10'000;
constexpr std::uint32_t kHeapLimit = 1'024;  // KiB, of the interpreter only

template <typename T, void (*Free)(T*)>
struct Freer {
  void operator()(T* object) const { Free(object); }
};
using Code = std::unique_ptr<pcre2_code, Freer<pcre2_code, pcre2_code_free>>;
using MatchData = std::unique_ptr<pcre2_match_data, Freer<pcre2_match_data, pcre2_match_data_free>>;
using MatchContext =
    std::unique_ptr<pcre2_match_context, Freer<pcre2_match_context, pcre2_match_context_free>>;
using CompileContext = std::unique_ptr<pcre2_compile_context,
                                       Freer<pcre2_compile_context, pcre2_compile_context_free>>;

template <typename Pointer>
Pointer made(typename Pointer::pointer object) {
  if (object == nullptr) throw std::bad_alloc();
  return Pointer(object);
}

const PCRE2_UCHAR* units(std::string_view text) {
  return reinterpret_cast<PCRE2_SPTR>(text.data() == nullptr ? "" : text.data());
}

std::string error_text(int code, std::size_t offset) {
  std::array<PCRE2_UCHAR, 256> buffer{};
  pcre2_get_error_message(code, buffer.data(), buffer.size());
  return fmt::format("{} at offset {}", reinterpret_cast<const char*>(buffer.data()), offset);
}

MatchContext limited_context() {
  auto context = made<MatchContext>(pcre2_match_context_create(nullptr));
  pcre2_set_depth_limit(context.get(), kDepthLimit);
  pcre2_set_heap_limit(context.get(), kHeapLimit);
  return context;
}

}  // namespace

struct Pattern::Compiled {
  Code code;
  MatchData data;
  MatchContext context;
  bool jit;

  // pcre2_jit_match(3) keeps the limits, and leaves out checks of arguments.
  int match(std::string_view subject) const {
    return jit ? pcre2_jit_match(code.get(), units(subject), subject.size(), 0, 0, data.get(),
                                 context.get())
               : interpret(subject);
  }
  int interpret(std::string_view subject) const {
    return pcre2_match(code.get(), units(subject), subject.size(), 0, PCRE2_NO_JIT, data.get(),
                       context.get());
  }
};

Pattern::Pattern(std::unique_ptr<Compiled> compiled) : compiled_(std::move(compiled)) {}
Pattern::Pattern(Pattern&&) noexcept = default;
Pattern& Pattern::operator=(Pattern&&) noexcept = default;
Pattern::~Pattern() = default;

tl::expected<Pattern, std::string> Pattern::compile(std::string_view text, bool caseless) {
  // Subjects are bytes of any kind, so a pattern must not switch to UTF by "(*UTF)".
  const std::uint32_t options =
      PCRE2_NEVER_UTF | PCRE2_NEVER_UCP | (caseless ? PCRE2_CASELESS : 0U);
  const auto context = made<CompileContext>(pcre2_compile_context_create(nullptr));
  pcre2_set_newline(context.get(), PCRE2_NEWLINE_LF);
  int error = 0;
  std::size_t offset = 0;
  Code code(pcre2_compile(units(text), text.size(), options, &error, &offset, context.get()));
  if (!code) return tl::make_unexpected(error_text(error, offset));
  // A failure only means that the interpreter does the work.
  pcre2_jit_compile(code.get(), PCRE2_JIT_COMPLETE);
  // Of the result alone nothing follows: "(*NO_JIT)" in a pattern is no failure.
  std::size_t jit_size = 0;
  pcre2_pattern_info(code.get(), PCRE2_INFO_JITSIZE, &jit_size);
  // Whether it matches is all that is asked, so one pair of offsets is enough.
  auto data = made<MatchData>(pcre2_match_data_create(1, nullptr));
  return Pattern(std::make_unique<Compiled>(
      Compiled{std::move(code), std::move(data), limited_context(), jit_size > 0}));
}

bool Pattern::matches(std::string_view subject, std::uint32_t most_steps) const {
  pcre2_set_match_limit(compiled_->context.get(), most_steps);
  subject = subject.substr(0, kMaxSubject);
  int result = compiled_->match(subject);
  // JIT has a stack of 32 KiB; the interpreter may do with the limits what JIT could not.
  if (result == PCRE2_ERROR_JIT_STACKLIMIT) result = compiled_->interpret(subject);
  if (result < 0 && result != PCRE2_ERROR_NOMATCH) ++exceeded_;
  return result >= 0;
}

}  // namespace greycache
