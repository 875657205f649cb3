// Counts as the carrier's own calculator does: a JSON list of texts in, a JSON list of [encoding, segments] out.
const { SegmentedMessage } = require("sms-segments-calculator");
const texts = JSON.parse(require("fs").readFileSync(0, "utf-8"));
process.stdout.write(JSON.stringify(texts.map((text) => {
  const message = new SegmentedMessage(text);
  return [message.encodingName, message.segmentsCount];
})));
