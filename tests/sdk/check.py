"""The vendors' own clients against the fake providers: what they accept is what our adapters are tested with."""

import json
import os
import subprocess
import sys

KEY = "fake-key-4711"
os.environ["FAL_KEY"] = KEY
SCHEMA = {
    "type": "object",
    "additionalProperties": False,
    "required": ["title", "scenes"],
    "properties": {"title": {"type": "string"}, "scenes": {"type": "integer"}},
}

fakes = subprocess.Popen([sys.argv[1]], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
urls = {}
for line in fakes.stdout:
    if line.strip() == "ready":
        break
    name, url = line.split()
    urls[name] = url


def fail(point, fault):
    fakes.stdin.write(f"{point} {fault}\n")
    fakes.stdin.flush()
    assert fakes.stdout.readline().strip() == "ok", (point, fault)


def raises(kind, action):
    try:
        action()
    except kind as error:
        return error
    raise AssertionError(f"{kind.__name__} was expected")


def check_anthropic():
    import anthropic

    client = anthropic.Anthropic(api_key=KEY, base_url=urls["anthropic"], max_retries=0)

    def ask(**more):
        return client.messages.create(
            model="claude-sonnet-5-5",
            max_tokens=500,
            system="You write films.",
            messages=[{"role": "user", "content": "A film about shoes"}],
            **more,
        )

    answer = ask(output_config={"format": {"type": "json_schema", "schema": SCHEMA}})
    text = next(block.text for block in answer.content if block.type == "text")
    assert json.loads(text)["scenes"] == 6
    assert answer.stop_reason == "end_turn" and answer.usage.output_tokens > 0
    assert answer.usage.cache_read_input_tokens is None
    bounded = {**SCHEMA, "properties": {**SCHEMA["properties"], "scenes": {"type": "integer", "minimum": 1}}}
    raises(
        anthropic.BadRequestError,
        lambda: ask(output_config={"format": {"type": "json_schema", "schema": bounded}}),
    )
    fail("anthropic", "refuse")
    assert ask().stop_reason == "refusal"
    fail("anthropic", "truncated")
    assert ask().stop_reason == "max_tokens"
    fail("anthropic", "rate_limited")
    error = raises(anthropic.RateLimitError, ask)
    assert error.response.headers["retry-after"] == "1"
    assert error.body["error"]["type"] == "rate_limit_error"
    fail("anthropic", "529")
    assert raises(anthropic.APIStatusError, ask).status_code == 529
    fail("anthropic", "500")
    raises(anthropic.InternalServerError, ask)
    wrong = anthropic.Anthropic(api_key="wrong", base_url=urls["anthropic"], max_retries=0)
    raises(
        anthropic.AuthenticationError,
        lambda: wrong.messages.create(
            model="claude-sonnet-5-5", max_tokens=5, messages=[{"role": "user", "content": "x"}]
        ),
    )
    # The client repeats by itself what may be repeated.
    fail("anthropic", "529")
    patient = anthropic.Anthropic(api_key=KEY, base_url=urls["anthropic"], max_retries=1)
    patient.messages.create(
        model="claude-haiku-5-5", max_tokens=50, messages=[{"role": "user", "content": "x"}]
    )


def check_openai():
    import openai

    client = openai.OpenAI(api_key=KEY, base_url=urls["openai"], max_retries=0)
    assert [model.id for model in client.models.list()] == ["llama3.1"]

    def ask():
        return client.chat.completions.create(
            model="llama3.1",
            messages=[{"role": "system", "content": "films"}, {"role": "user", "content": "shoes"}],
            response_format={"type": "json_schema", "json_schema": {"name": "film", "schema": SCHEMA}},
        )

    answer = ask()
    assert json.loads(answer.choices[0].message.content)["scenes"] == 6
    assert answer.choices[0].finish_reason == "stop" and answer.usage.total_tokens == 300
    fail("openai", "rate_limited")
    raises(openai.RateLimitError, ask)
    fail("openai", "500")
    raises(openai.InternalServerError, ask)
    fail("openai", "truncated")
    assert ask().choices[0].finish_reason == "length"
    speech = openai.OpenAI(api_key=KEY, base_url=urls["openai-speech"], max_retries=0)
    sound = speech.audio.speech.create(
        model="tts-1-hd", voice="alloy", input="Il passo che non pesa.", response_format="wav"
    )
    assert sound.read()[:4] == b"RIFF"


def check_fal():
    import fal_client
    from fal_client import client as module

    # The client has no setting for a plain address; these are what it puts before every path.
    module.QUEUE_URL_FORMAT = urls["fal"] + "/"
    module.REST_URL = urls["fal"]
    client = fal_client.SyncClient(key=KEY)
    picture = {"prompt": "Scarpe verdi", "image_size": {"width": 576, "height": 1024}}
    seen = []
    result = client.subscribe(
        "fal-ai/flux-pro/v1.1", picture, with_logs=True, on_queue_update=lambda update: seen.append(type(update).__name__)
    )
    image = result["images"][0]
    assert image["url"].startswith(urls["fal"]) and image["width"] == 576
    assert "Queued" in seen or "InProgress" in seen, seen
    handle = client.submit("fal-ai/flux/schnell", picture)
    assert handle.request_id and handle.get()["images"]
    assert isinstance(handle.status(), fal_client.Completed)
    clip = {"prompt": "slow push in", "image_url": image["url"], "duration": "5"}
    kling = "fal-ai/kling-video/v2.5-turbo/pro/image-to-video"
    assert client.subscribe(kling, clip)["video"]["content_type"] == "video/mp4"
    error = raises(fal_client.FalClientHTTPError, lambda: client.submit(kling, {**clip, "duration": 5}))
    assert error.status_code == 422
    fail("fal.submit", "completed_with_error")
    raises(fal_client.FalClientHTTPError, lambda: client.subscribe(kling, clip))
    fail("fal.submit", "refuse")
    error = raises(fal_client.FalClientHTTPError, lambda: client.submit(kling, clip))
    assert error.response.json()["detail"][0]["type"] == "content_policy_violation"
    late = client.submit(kling, clip)
    late.cancel()
    wrong = fal_client.SyncClient(key="wrong")
    assert raises(fal_client.FalClientHTTPError, lambda: wrong.submit(kling, clip)).status_code == 401


def check_elevenlabs():
    from elevenlabs.client import ElevenLabs
    from elevenlabs.core import ApiError

    client = ElevenLabs(api_key=KEY, base_url=urls["elevenlabs"])
    speak = lambda client: b"".join(
        client.text_to_speech.convert(
            voice_id="anna", text="Il passo che non pesa.", model_id="eleven_multilingual_v2", language_code="it"
        )
    )
    assert len(speak(client)) > 1_000
    wrong = ElevenLabs(api_key="wrong", base_url=urls["elevenlabs"])
    error = raises(ApiError, lambda: speak(wrong))
    assert error.status_code == 401 and error.body["detail"]["status"] == "invalid_api_key"


failed = 0
for check in (check_anthropic, check_openai, check_fal, check_elevenlabs):
    name = check.__name__.removeprefix("check_")
    try:
        check()
        print(f"{name}: ok")
    except Exception as error:  # every client is checked, whatever the others did
        failed += 1
        print(f"{name}: {type(error).__name__}: {error}")
fakes.stdin.close()
print(fakes.stdout.read().strip())
sys.exit(1 if failed else 0)
