-- Posts one body after the other. BENCH_BODIES names a file with one JSON body a line, BENCH_PATH where they go,
-- BENCH_KEY the key that is shown.
local bodies = {}
local path = os.getenv("BENCH_PATH") or "/predict"

function init(args)
  for line in io.lines(os.getenv("BENCH_BODIES")) do bodies[#bodies + 1] = line end
  wrk.method = "POST"
  wrk.headers["content-type"] = "application/json"
  local key = os.getenv("BENCH_KEY")
  if key and key ~= "" then wrk.headers["x-api-key"] = key end
  math.randomseed(os.time())
  next_body = math.random(#bodies)
end

function request()
  next_body = next_body % #bodies + 1
  return wrk.format(nil, path, nil, bodies[next_body])
end

function done(summary, latency)
  local errors = summary.errors
  io.write(string.format("RESULT %d %d %.3f %.3f %d\n", summary.requests, summary.duration,
    latency:percentile(50) / 1000, latency:percentile(99) / 1000,
    errors.status + errors.connect + errors.read + errors.write + errors.timeout))
end
