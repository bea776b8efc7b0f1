-- Answers the surveys whose addresses stand in a file, in turn, beginning at a share of them; one in ten is unhappy.
-- Tells what came of it as JSON.
local paths, at = {}, 0
local headers = {["Content-Type"] = "application/x-www-form-urlencoded"}

function init(args)
  for line in io.lines(args[1]) do table.insert(paths, line) end
  at = math.floor(#paths * args[2])
end

function request()
  at = at + 1
  local body = "asked=recommend&a-recommend=" .. (at % 10 == 0 and "3" or "9")
  return wrk.format("POST", paths[at % #paths + 1], headers, body)
end

function done(summary, latency)
  local e = summary.errors
  io.write(string.format(
    '{"requests": %d, "seconds": %.3f, "p50_ms": %.1f, "p95_ms": %.1f, "p99_ms": %.1f, "errors": %d}\n',
    summary.requests, summary.duration / 1e6, latency:percentile(50) / 1e3, latency:percentile(95) / 1e3,
    latency:percentile(99) / 1e3, e.connect + e.read + e.write + e.status + e.timeout))
end
