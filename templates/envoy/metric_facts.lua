-- What the metrics are told of a request, in its metadata until it ends: its labels, and what the
-- answer reported.
--
-- It listens where the log line is made, so that both say the same, and so that a gateway without
-- metrics has nothing of this. Nothing waits between the making of a line and the leaving of it.

local facts = require("facts")
local json_quote = require("json_quote")
local labels_of = require("metric_labels")
local log_line = require("log_line")

local NAMESPACE = "gatewright"

local line_of_request, line_of_answer = log_line.request, log_line.answer
local leave_request, leave_answer = facts.of_request, facts.of_answer

local labels, told = nil, {}

-- A request does not fail for want of its labels.
function log_line.request(method, known)
  local ran, found = pcall(labels_of, known)
  labels = ran and found or nil
  return line_of_request(method, known)
end

function log_line.answer(found)
  told = found
  return line_of_answer(found)
end

-- Before the outcome, which is the last to be written.
function facts.of_request(handle, line, ...)
  if line ~= "" and labels then
    handle:streamInfo():dynamicMetadata():set(NAMESPACE, "labels", labels)
  end
  leave_request(handle, line, ...)
end

function facts.of_answer(handle, line)
  local metadata = handle:streamInfo():dynamicMetadata()
  if told.error_code then
    metadata:set(NAMESPACE, "told", json_quote(told.error_code))
  end
  if told.input then
    metadata:set(NAMESPACE, "input", told.input)
  end
  if told.output then
    metadata:set(NAMESPACE, "output", told.output)
  end
  leave_answer(handle, line)
end
