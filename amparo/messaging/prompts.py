"""Every sentence that is said on a call: a slot for a recording in a voice of the network, and words to say without one.

Fallback is per sentence, not per language: where a recording is missing, the carrier's voice says it; where the carrier has
no voice for a language (Haitian Creole), a soft placeholder tone marks the place and the French voice reads the words.
"""

import io
import math
import re
import struct
import wave
from functools import lru_cache

from amparo.core.often import prepared
from amparo.messaging.models import Prompt

# The carrier's voices; a language without one borrows the nearest.
VOICES = {
    "en": "en-US",
    "es": "es-MX",
    "pt-BR": "pt-BR",
    "ht": "fr-CA",
    "fr": "fr-CA",
    "kea": "pt-PT",
    "vi": "en-US",
    "zh": "zh-CN",
}
WITHOUT_VOICE = {"ht", "kea", "vi"}
# What these carry is what matters, and a recording cannot carry it: a voice always says them.
ALWAYS_SPOKEN = {
    "code",
    "ask",
    "ask_look",
    "ask_place",
    "ask_exact",
    "tell_over",
    "tell_false_alarm",
    "tell_correction",
}

PROMPTS: dict[str, dict[str, str]] = {
    "greeting": {
        "en": "You reached {network}. For English, press 1.", "es": "Llamó a {network}. Para español, oprima 2.",
        "pt-BR": "Você ligou para {network}. Para português, tecle 3.", "ht": "Ou rele {network}. Pou kreyòl, peze 4.",
    },
    "interpreter": {
        "en": "For another language, press 0.", "es": "Para otro idioma, oprima 0.",
        "pt-BR": "Para outro idioma, tecle 0.", "ht": "Pou yon lòt lang, peze 0.",
    },
    "need": {
        "en": "If something is happening now, press 1. If someone was taken, press 2. For other help, press 3.", "es": "Si algo está pasando ahora, oprima 1. Si se llevaron a alguien, oprima 2. Para otra ayuda, oprima 3.",
        "pt-BR": "Se algo está acontecendo agora, tecle 1. Se levaram alguém, tecle 2. Para outra ajuda, tecle 3.", "ht": "Si yon bagay ap pase kounye a, peze 1. Si yo pran yon moun, peze 2. Pou lòt èd, peze 3.",
    },
    "waiting": {
        "en": "We are calling people for you. This call is not recorded. You may stay silent. Do not open the door without a paper signed by a judge.",
        "es": "Estamos llamando a alguien para usted. Esta llamada no se graba. Puede guardar silencio. No abra la puerta sin un papel firmado por un juez.",
        "pt-BR": "Estamos chamando alguém para você. Esta ligação não é gravada. Você pode ficar em silêncio. Não abra a porta sem um papel assinado por um juiz.",
        "ht": "N ap rele yon moun pou ou. Nou pa anrejistre apèl sa a. Ou gen dwa rete an silans. Pa louvri pòt la san yon papye jij siyen.",
    },
    "position": {
        "en": "You are number {place} in line.", "es": "Usted es el número {place} en la fila.",
        "pt-BR": "Você é o número {place} na fila.", "ht": "Ou se nimewo {place} nan liy lan.",
    },
    "next": {
        "en": "You are next.", "es": "Usted es la siguiente persona.",
        "pt-BR": "Você é a próxima pessoa.", "ht": "Se ou ki pwochen.",
    },
    "back": {
        "en": "The line was cut. You are first now. We are calling somebody again.", "es": "Se cortó la línea. Ahora usted es la primera persona. Llamamos otra vez a alguien.",
        "pt-BR": "A linha caiu. Agora você é a primeira pessoa. Estamos chamando alguém de novo.", "ht": "Liy lan te koupe. Kounye a se ou ki premye. N ap rele yon moun ankò.",
    },
    "nobody": {
        "en": "Nobody could answer yet. To keep waiting, press 1. To leave a message, press 2. To get a text, press 3.",
        "es": "Todavía nadie pudo contestar. Para seguir esperando, oprima 1. Para dejar un mensaje, oprima 2. Para recibir un mensaje de texto, oprima 3.",
        "pt-BR": "Ainda ninguém pôde atender. Para continuar esperando, tecle 1. Para deixar um recado, tecle 2. Para receber uma mensagem de texto, tecle 3.",
        "ht": "Poko gen moun ki ka reponn. Pou kontinye tann, peze 1. Pou kite yon mesaj, peze 2. Pou resevwa yon tèks, peze 3.",
    },
    "nobody_hidden": {
        "en": "Nobody could answer yet. To keep waiting, press 1. To leave a message with your number, press 2.",
        "es": "Todavía nadie pudo contestar. Para seguir esperando, oprima 1. Para dejar un mensaje con su número, oprima 2.",
        "pt-BR": "Ainda ninguém pôde atender. Para continuar esperando, tecle 1. Para deixar um recado com seu número, tecle 2.",
        "ht": "Poko gen moun ki ka reponn. Pou kontinye tann, peze 1. Pou kite yon mesaj ak nimewo ou, peze 2.",
    },
    "leave_message": {
        "en": "Speak after the tone. Your message is kept for the people of the hotline only. Press pound when done.",
        "es": "Hable después del tono. Su mensaje es solo para las personas de la línea. Oprima la tecla numeral al terminar.",
        "pt-BR": "Fale depois do sinal. Seu recado é só para as pessoas da linha. Tecle jogo da velha ao terminar.",
        "ht": "Pale apre son an. Mesaj ou se sèlman pou moun ki sou liy lan. Peze dièz lè ou fini.",
    },
    "message_taken": {
        "en": "Thank you. A person will call you back.", "es": "Gracias. Una persona le devolverá la llamada.",
        "pt-BR": "Obrigado. Uma pessoa vai ligar de volta.", "ht": "Mèsi. Yon moun ap retounen rele ou.",
    },
    "text_coming": {
        "en": "We are sending you a text now. A person will answer you there, or call you back.", "es": "Le mandamos un mensaje ahora. Una persona le responderá ahí o le llamará.",
        "pt-BR": "Vamos enviar uma mensagem agora. Uma pessoa responde por lá ou liga de volta.", "ht": "N ap voye yon tèks ba ou kounye a. Yon moun ap reponn ou la oswa l ap rele ou.",
    },
    "goodbye": {
        "en": "Goodbye.", "es": "Hasta luego.", "pt-BR": "Até logo.", "ht": "Orevwa.",
    },
    "offer": {
        "en": "{spoken} call, {need}. To take it, press 1. To pass, press 2.", "es": "Llamada en {spoken}, {need}. Para tomarla, oprima 1. Para pasarla, oprima 2.",
        "pt-BR": "Ligação em {spoken}, {need}. Para atender, tecle 1. Para passar, tecle 2.", "ht": "Apèl an {spoken}, {need}. Pou pran li, peze 1. Pou kite li, peze 2.",
    },
    "taken": {
        "en": "Somebody took it already. Thank you.", "es": "Ya la tomó otra persona. Gracias.",
        "pt-BR": "Outra pessoa já atendeu. Obrigado.", "ht": "Yon lòt moun gentan pran li. Mèsi.",
    },
    "passed": {
        "en": "Thank you. We ask somebody else.", "es": "Gracias. Le preguntamos a otra persona.",
        "pt-BR": "Obrigado. Vamos chamar outra pessoa.", "ht": "Mèsi. N ap mande yon lòt moun.",
    },
    "caller_gone": {
        "en": "The caller has hung up. Thank you.", "es": "La persona colgó. Gracias.",
        "pt-BR": "A pessoa desligou. Obrigado.", "ht": "Moun nan rakwoche. Mèsi.",
    },
    "connecting": {
        "en": "You are connected.", "es": "Le conectamos.", "pt-BR": "Conectando.", "ht": "Nou konekte ou.",
    },
    "calling_back": {
        "en": "This is the hotline calling you back. To talk with us, press 1.", "es": "Le devolvemos la llamada de la línea. Para hablar, oprima 1.",
        "pt-BR": "Estamos ligando de volta, da linha. Para falar, tecle 1.", "ht": "Se liy lan k ap rele ou tounen. Pou pale avèk nou, peze 1.",
    },
    "ring_back": {
        "en": "Somebody waits for a call: {spoken}, {need}. To call now, press 1.", "es": "Alguien espera una llamada: {spoken}, {need}. Para llamar ahora, oprima 1.",
        "pt-BR": "Alguém espera uma ligação: {spoken}, {need}. Para ligar agora, tecle 1.", "ht": "Yon moun ap tann yon apèl: {spoken}, {need}. Pou rele kounye a, peze 1.",
    },
    "nobody_there": {
        "en": "Nobody answered there. Thank you.", "es": "Allá nadie contestó. Gracias.",
        "pt-BR": "Ninguém atendeu lá. Obrigado.", "ht": "Pèsonn pa reponn lòt bò a. Mèsi.",
    },
    "alarm": {
        "en": "Alarm. Somebody in an activation needs you now. Open the board. Press 1 to confirm.", "es": "Alarma. Alguien en una activación le necesita ahora. Abra el tablero. Oprima 1 para confirmar.",
        "pt-BR": "Alarme. Alguém em um chamado precisa de você agora. Abra o painel. Tecle 1 para confirmar.", "ht": "Alam. Yon moun nan yon apèl bezwen ou kounye a. Louvri tablo a. Peze 1 pou konfime.",
    },
    "code": {
        "en": "Your code is {code}.", "es": "Su código es {code}.", "pt-BR": "Seu código é {code}.", "ht": "Kòd ou se {code}.",
    },
    "ladder": {
        "en": "An activation still needs people. Open the board. Press 1 to confirm.", "es": "Una activación todavía necesita gente. Abra el tablero. Oprima 1 para confirmar.",
        "pt-BR": "Um chamado ainda precisa de gente. Abra o painel. Tecle 1 para confirmar.", "ht": "Yon apèl toujou bezwen moun. Louvri tablo a. Peze 1 pou konfime.",
    },
    "ask": {
        "en": "{network}: observers are needed near {area}, now. Observe only, never interfere. If you are going, press 1. If you can't, press 2.",
        "es": "{network}: se necesita gente que observe cerca de {area}, ahora. Solo observar, nunca interferir. Si va, oprima 1. Si no puede, oprima 2.",
        "pt-BR": "{network}: precisamos de gente para observar perto de {area}, agora. Apenas observar, nunca interferir. Se vai, tecle 1. Se não pode, tecle 2.",
        "ht": "{network}: nou bezwen moun pou obsève toupre {area}, kounye a. Gade sèlman, pa janm bare wout. Si w ap vini, peze 1. Si ou pa kapab, peze 2.",
    },
    "ask_look": {
        "en": "{network}: can you look near {area}, now? We must check a report. Observe only, never interfere. If you are going, press 1. If you can't, press 2.",
        "es": "{network}: ¿puede mirar cerca de {area}, ahora? Hay que comprobar un reporte. Solo observar, nunca interferir. Si va, oprima 1. Si no puede, oprima 2.",
        "pt-BR": "{network}: pode olhar perto de {area}, agora? Temos de checar um relato. Apenas observar, nunca interferir. Se vai, tecle 1. Se não pode, tecle 2.",
        "ht": "{network}: èske ou ka gade toupre {area}, kounye a? Nou dwe verifye yon rapò. Gade sèlman, pa janm bare wout. Si w ap vini, peze 1. Si ou pa kapab, peze 2.",
    },
    "ask_over": {
        "en": "It is over. Nobody is needed any more. Thank you.", "es": "Ya terminó. Nadie tiene que ir. Gracias.",
        "pt-BR": "Acabou. Ninguém precisa ir. Obrigado.", "ht": "Li fini. Nou pa bezwen pèsonn ankò. Mèsi.",
    },
    "ask_enough": {
        "en": "Thank you, we have enough people. Stay safe.", "es": "Gracias, ya hay suficientes personas. Que siga bien.",
        "pt-BR": "Obrigado, temos gente suficiente. Fique bem.", "ht": "Mèsi, nou gen ase moun. Rete an sekirite.",
    },
    "ask_text": {
        "en": "Thank you. The place comes by text now. Observe, never interfere.", "es": "Gracias. El lugar le llega ahora por mensaje de texto. Observar, nunca interferir.",
        "pt-BR": "Obrigado. O lugar chega agora por mensagem de texto. Observar, nunca interferir.", "ht": "Mèsi. N ap voye kote a ba ou nan yon tèks kounye a. Gade sèlman, pa janm bare wout.",
    },
    "ask_place": {
        "en": "Thank you. It is here: {place}. Observe, never interfere. To hear the exact place, press 1.", "es": "Gracias. Es aquí: {place}. Observar, nunca interferir. Para oír el lugar exacto, oprima 1.",
        "pt-BR": "Obrigado. É aqui: {place}. Observar, nunca interferir. Para ouvir o lugar exato, tecle 1.", "ht": "Mèsi. Se isit la: {place}. Gade sèlman, pa janm bare wout. Pou tande kote a egzakteman, peze 1.",
    },
    "ask_exact": {
        "en": "The place is: {place}. To hear it once more, press 1.", "es": "El lugar es: {place}. Para oírlo otra vez, oprima 1.",
        "pt-BR": "O lugar é: {place}. Para ouvir mais uma vez, tecle 1.", "ht": "Kote a se: {place}. Pou tande l yon lòt fwa, peze 1.",
    },
    "ask_noted": {
        "en": "Thank you. Your answer is noted.", "es": "Gracias. Su respuesta está anotada.",
        "pt-BR": "Obrigado. Sua resposta foi anotada.", "ht": "Mèsi. Nou note repons ou.",
    },
    "check_in": {
        "en": "{network}: are you all right? If yes, press 1. If you need help, press 4. If you are home safe, press 5.",
        "es": "{network}: ¿se encuentra bien? Si está bien, oprima 1. Si necesita ayuda, oprima 4. Si ya está en casa, oprima 5.",
        "pt-BR": "{network}: tudo bem? Se sim, tecle 1. Se precisa de ajuda, tecle 4. Se já está em casa, tecle 5.",
        "ht": "{network}: ou byen? Si wi, peze 1. Si ou bezwen èd, peze 4. Si ou rive lakay, peze 5.",
    },
    "check_help": {
        "en": "The lead knows and will call you. Move to a safe place if you can.", "es": "La persona que dirige ya lo sabe y le llama. Si puede, vaya a un lugar seguro.",
        "pt-BR": "Quem coordena foi avisado agora e vai ligar. Se puder, procure um lugar seguro.", "ht": "Moun k ap dirije a okouran kounye a, l ap rele ou. Si ou kapab, ale yon kote ki an sekirite.",
    },
    "check_home": {
        "en": "Good that you are home. Thank you for being there. Rest well.", "es": "Nos alegra que haya llegado bien. Gracias por estar. Descanse.",
        "pt-BR": "Que bom que chegou bem. Obrigado por estar presente. Descanse.", "ht": "Nou kontan ou rive lakay. Mèsi dèske ou te la. Repoze ou byen.",
    },
    "tell_stand_down": {
        "en": "{network}: it is over. Thank you. Please go home. When you are home safe, press 5.", "es": "{network}: ya terminó. Gracias. Vuelva a casa. Cuando esté en casa, oprima 5.",
        "pt-BR": "{network}: acabou. Obrigado. Volte para casa. Quando estiver em casa, tecle 5.", "ht": "{network}: li fini. Mèsi. Tounen lakay. Lè ou rive lakay, peze 5.",
    },
    "tell_over": {
        "en": "{network}: it is over near {area}. Nobody is needed any more. Thank you.", "es": "{network}: ya terminó cerca de {area}. Nadie tiene que ir. Gracias.",
        "pt-BR": "{network}: acabou perto de {area}. Ninguém precisa ir. Obrigado.", "ht": "{network}: li fini toupre {area}. Nou pa bezwen pèsonn ankò. Mèsi.",
    },
    "tell_false_alarm": {
        "en": "{network}: correction. What was reported near {area} was a false alarm. Nobody is needed. If you went out, press 5 when you are home safe.",
        "es": "{network}: rectificamos. Lo reportado cerca de {area} fue una falsa alarma. Nadie tiene que ir. Si salió, oprima 5 cuando esté en casa.",
        "pt-BR": "{network}: corrigindo. O relato perto de {area} foi alarme falso. Ninguém precisa ir. Se saiu, tecle 5 quando estiver em casa.",
        "ht": "{network}: koreksyon. Sa yo te rapòte toupre {area} se te yon fo alam. Nou pa bezwen pèsonn. Si ou te soti, peze 5 lè ou rive lakay.",
    },
    "tell_correction": {
        "en": "{network}: correction. What we said about {area} was not right. Do not go. If you went out, press 5 when you are home safe.",
        "es": "{network}: rectificamos lo dicho de {area}. No vaya. Si salió, oprima 5 cuando esté en casa.",
        "pt-BR": "{network}: corrigimos o que dissemos de {area}. Não vá. Se saiu, tecle 5 quando estiver em casa.",
        "ht": "{network}: koreksyon. Sa nou te di sou {area} pa t kòrèk. Pa ale. Si ou te soti, peze 5 lè ou rive lakay.",
    },
}  # fmt: skip

_VALUES = re.compile(r"{(?!network})")

# What "{spoken}" and "{need}" say, in the responder's language.
SPOKEN: dict[str, dict[str, str]] = {
    "en": {"en": "English", "es": "Spanish", "pt-BR": "Portuguese", "ht": "Haitian Creole", "": "Another language"},
    "es": {"en": "inglés", "es": "español", "pt-BR": "portugués", "ht": "criollo haitiano", "": "otro idioma"},
    "pt-BR": {"en": "inglês", "es": "espanhol", "pt-BR": "português", "ht": "crioulo haitiano", "": "outro idioma"},
    "ht": {"en": "angle", "es": "panyòl", "pt-BR": "pòtigè", "ht": "kreyòl", "": "yon lòt lang"},
}
NEEDS: dict[str, dict[str, str]] = {
    "en": {"now": "happening now", "taken": "someone was taken", "other": "other help"},
    "es": {"now": "está pasando ahora", "taken": "se llevaron a alguien", "other": "otra ayuda"},
    "pt-BR": {"now": "acontecendo agora", "taken": "levaram alguém", "other": "outra ajuda"},
    "ht": {"now": "k ap pase kounye a", "taken": "yo pran yon moun", "other": "lòt èd"},
}


def words_of(slot: str, language: str, values: dict[str, str] | None = None) -> str:
    """The words of a sentence in this language, or in English."""
    words = PROMPTS[slot]
    return words.get(language, words["en"]).format(**(values or {}))


def can_be_recorded(slot: str) -> bool:
    """Whether the words never change: a sentence with a number, a town or a language in it is said by the carrier's voice."""
    return not _VALUES.search(PROMPTS[slot]["en"])


def recordings() -> set[tuple[str, str]]:
    """Which sentences the network recorded, in which language: one question for a whole document."""
    with prepared() as cursor:
        cursor.execute(_RECORDED)
        return set(cursor.fetchall())


_RECORDED = f"SELECT slot, language FROM {Prompt._meta.db_table}"  # noqa: S608  our own table


@lru_cache(maxsize=1)
def placeholder() -> bytes:
    """Two soft tones of a quarter second, 8 kHz mono: they mark a sentence that nobody has recorded yet. A WAV file."""
    rate, frames = 8_000, bytearray()
    for tone in (523.25, 392.0):
        for n in range(rate // 4):
            swell = math.sin(math.pi * n / (rate // 4))
            frames += struct.pack("<h", int(5_000 * swell * math.sin(2 * math.pi * tone * n / rate)))
    file = io.BytesIO()
    with wave.open(file, "wb") as sound:
        sound.setnchannels(1)
        sound.setsampwidth(2)
        sound.setframerate(rate)
        sound.writeframes(bytes(frames))
    return file.getvalue()
