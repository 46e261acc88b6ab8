#include "outputs/webhook/template.h"

namespace outcry::outputs::webhook {
namespace {

// Discord Developer Documentation, "Execute Webhook" and "Embed Limits".
constexpr std::string_view kDiscord = R"({
  "embeds": [{
    "title": "{{title}}",
    {{#url}}"url": "{{url}}",{{/url}}
    "description": "{{#sign}}{{sign}}{{#severity.name}} · {{severity.name}}{{/severity.name}}\n{{/sign}}{{text}}",
    "color": {{color_number}},
    "fields": [{{#facts}}{"name": "{{name}}", "value": "{{value}}", "inline": true}{{^last}}, {{/last}}{{/facts}}]{{#time}},
    "timestamp": "{{time}}"{{/time}}
  }],
  "allowed_mentions": {"parse": []}
})";

// Mattermost, "Incoming webhooks" and "Message attachments".
constexpr std::string_view kMattermost = R"({
  "text": "",
  "attachments": [{
    "fallback": "{{title}}",
    "color": "{{color}}",
    "title": "{{title}}",
    {{#url}}"title_link": "{{url}}",{{/url}}
    "text": "{{#sign}}{{sign}}{{#severity.name}} · {{severity.name}}{{/severity.name}}\n\n{{/sign}}{{text}}",
    "fields": [{{#facts}}{"title": "{{name}}", "value": "{{value}}", "short": true}{{^last}}, {{/last}}{{/facts}}]
  }]
})";

// Slack, "Sending messages using incoming webhooks".
constexpr std::string_view kSlack = R"({
  "text": "{{title}}",
  "blocks": [
    {"type": "section", "text": {"type": "mrkdwn", "verbatim": true,
      "text": "*{{#url}}<{{url}}|{{title}}>{{/url}}{{^url}}{{title}}{{/url}}*{{#sign}}\n{{sign}}{{#severity.name}} · {{severity.name}}{{/severity.name}}{{/sign}}"}}{{#lines}},
    {"type": "section", "text": {"type": "mrkdwn", "verbatim": true, "text": "{{.}}"}}{{/lines}}
  ],
  "unfurl_links": false,
  "unfurl_media": false
})";

// Microsoft Teams, "Create incoming webhooks with Workflows"; Adaptive Cards 1.4.
constexpr std::string_view kTeams = R"({
  "type": "message",
  "attachments": [{
    "contentType": "application/vnd.microsoft.card.adaptive",
    "content": {
      "$schema": "http://adaptivecards.io/schemas/adaptive-card.json",
      "type": "AdaptiveCard",
      "version": "1.4",
      "fallbackText": "{{title}}",
      "body": [
        {"type": "TextBlock", "text": "{{title}}", "weight": "Bolder", "size": "Medium", "wrap": true}{{#sign}},
        {"type": "TextBlock", "text": "{{sign}}{{#severity.name}} · {{severity.name}}{{/severity.name}}", "color": "{{color_word}}", "spacing": "None", "wrap": true}{{/sign}}{{#lines}},
        {"type": "TextBlock", "text": "{{.}}", "wrap": true, "spacing": "Small"}{{/lines}}{{#has_facts}},
        {"type": "FactSet", "facts": [{{#facts}}{"title": "{{name}}", "value": "{{value}}"}{{^last}}, {{/last}}{{/facts}}]}{{/has_facts}}
      ],
      "actions": [{{#url}}{"type": "Action.OpenUrl", "title": "Open", "url": "{{url}}"}{{/url}}]
    }
  }]
})";

}  // namespace

const std::vector<ShippedTemplate>& shipped_templates() {
  static const std::vector<ShippedTemplate> kTemplates{{"discord", Markup::markdown, kDiscord},
                                                       {"mattermost", Markup::markdown, kMattermost},
                                                       {"slack", Markup::slack, kSlack},
                                                       {"teams", Markup::markdown, kTeams}};
  return kTemplates;
}

}  // namespace outcry::outputs::webhook
