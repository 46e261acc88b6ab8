#include "outputs/webhook/sink.h"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <optional>
#include <utility>

#include "outputs/delivery/poster.h"
#include "outputs/fields.h"
#include "outputs/webhook/signature.h"
#include "outputs/webhook/template.h"

namespace outcry::outputs::webhook {
namespace {

namespace asio = net::asio;
using delivery::Poster;

constexpr std::string_view kCloudEvent = "application/cloudevents+json; charset=UTF-8";
constexpr std::size_t kLargestTemplate = 1 << 20;  ///< bytes

std::variant<std::string, std::string_view> read_template(const std::string& path) {
  std::error_code error;
  if (!std::filesystem::is_regular_file(path, error)) return std::string_view("there is no such file");
  std::ifstream file(path, std::ios::binary);
  std::string text{std::istreambuf_iterator<char>(file), {}};
  if (!file) return std::string_view("it cannot be read");
  if (text.size() > kLargestTemplate) return std::string_view("it is larger than a mebibyte");
  return text;
}

/// Of the settings: a template, nothing, or what is wrong with it.
using Asked = std::variant<std::monostate, Template, std::vector<TemplateFault>>;

Asked asked_template(const Settings& settings) {
  const auto& name = settings.text("template");
  const auto& path = settings.text("template_file");
  std::string text;
  auto markup = Markup::markdown;
  if (!path.empty()) {
    auto read = read_template(path);
    if (const auto* why = std::get_if<std::string_view>(&read))
      return std::vector<TemplateFault>{{.what = std::string(*why)}};
    text = std::move(std::get<std::string>(read));
  } else if (name != "none") {
    const auto shipped = std::ranges::find(shipped_templates(), name, &ShippedTemplate::name);
    text = shipped->text;
    markup = shipped->markup;
  } else {
    return {};
  }
  auto made = Template::make(std::move(text), markup, settings.text("content_type"));
  if (auto* faults = std::get_if<std::vector<TemplateFault>>(&made)) return std::move(*faults);
  return std::move(std::get<Template>(made));
}

SettingFault shown(TemplateFault fault, const std::string& path) {
  const auto place = fault.line > 0 ? fmt::format("{}:{}:{}", path, fault.line, fault.column) : path;
  return {.key = "template_file",
          .what = fmt::format("'template_file': {}: {}", place, fault.what),
          .wrong = std::move(fault.wrong),
          .known = std::move(fault.known)};
}

std::vector<SettingFault> faults(const Settings& settings) {
  auto out = delivery::poster_faults(settings);
  const bool has_file = !settings.text("template_file").empty();
  if (has_file && settings.text("template") != "none")
    out.push_back({"template_file", "'template' and 'template_file' are both given; one of them is meant"});
  if (settings.text("content_type").find_first_of("\r\n") != std::string::npos || settings.text("content_type").empty())
    out.push_back({"content_type", "'content_type' is no media type; it is like \"application/json\""});
  auto asked = asked_template(settings);
  if (auto* wrong = std::get_if<std::vector<TemplateFault>>(&asked))
    for (auto& fault : *wrong) out.push_back(shown(std::move(fault), settings.text("template_file")));
  return out;
}

/// The templates that are shipped tell none.
bool tells_words(const Settings& settings) {
  const auto& path = settings.text("template_file");
  if (path.empty()) return settings.text("template") == "none";
  const auto read = read_template(path);
  const auto* text = std::get_if<std::string>(&read);
  return text == nullptr || names_posts(*text);
}

bool wants_notices(const Settings& settings) {
  return settings.text("template") != "none" || !settings.text("template_file").empty();
}

class Sink final : public RemoteSink {
 public:
  Sink(std::unique_ptr<Poster> poster, std::optional<Template> form, const Settings& settings,
       std::function<EventTime()> now)
      : poster_(std::move(poster)),
        form_(std::move(form)),
        key_(key_of(settings.text("secret"))),
        authorization_(settings.text("authorization")),
        now_(std::move(now)) {}

  asio::awaitable<Attempt> deliver(const LoggedEvent& event) override {
    std::string body = form_ ? form_->render(event.json) : to_line(event.json);
    const std::string id(raw_text(event.json, "id"));
    const auto seconds = std::chrono::floor<std::chrono::seconds>(now_()).time_since_epoch().count();
    net::Headers headers{{"Content-Type", form_ ? form_->content_type() : std::string(kCloudEvent)},
                         {"webhook-id", id},
                         {"webhook-timestamp", std::to_string(seconds)}};
    if (!key_.empty()) headers.emplace_back("webhook-signature", signature(key_, id, seconds, body));
    if (!authorization_.empty()) headers.emplace_back("Authorization", authorization_);
    auto attempt = co_await poster_->post(std::move(headers), std::move(body));
    co_return attempt;
  }

 private:
  std::unique_ptr<Poster> poster_;
  std::optional<Template> form_;
  std::string key_;
  std::string authorization_;
  std::function<EventTime()> now_;
};

Result<std::unique_ptr<RemoteSink>> make(const Settings& settings, const SinkContext& context) {
  auto poster = Poster::make(settings, context);
  if (!poster) return poster.error();
  auto asked = asked_template(settings);
  if (std::holds_alternative<std::vector<TemplateFault>>(asked)) return Errc::invalid_argument;
  std::optional<Template> form;
  if (auto* made = std::get_if<Template>(&asked)) form.emplace(std::move(*made));
  return std::unique_ptr<RemoteSink>(
      std::make_unique<Sink>(std::move(*poster), std::move(form), settings, context.now));
}

std::vector<Setting> settings() {
  std::vector<Setting> out = delivery::poster_settings("");
  out.push_back({.key = "secret", .type = SettingType::secret, .meaning = "what requests are signed with"});
  out.push_back({.key = "authorization",
                 .type = SettingType::secret,
                 .meaning = "value of the header Authorization, such as \"Bearer ...\""});
  out.push_back({.key = "template",
                 .type = SettingType::word,
                 .meaning = "what is sent instead of events: messages as this chat takes them",
                 .usual = "none",
                 .words = "none discord mattermost slack teams"});
  out.push_back(
      {.key = "template_file", .type = SettingType::path, .meaning = "likewise, a Mustache template of your own"});
  out.push_back({.key = "content_type",
                 .type = SettingType::text,
                 .meaning = "of what the template makes",
                 .usual = "application/json"});
  return out;
}

}  // namespace

const SinkKind& kind() {
  static const SinkKind kKind{.name = "webhook",
                              .meaning = "Each event is sent to an address by HTTP POST.",
                              .settings = settings(),
                              .hears = Hears::either,
                              .wants_notices = wants_notices,
                              .faults = faults,
                              .tells_words = tells_words,
                              .make = make};
  return kKind;
}

}  // namespace outcry::outputs::webhook
