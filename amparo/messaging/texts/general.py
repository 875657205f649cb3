"""Texts of no room in particular, and of the hotline."""

TEXTS: dict[str, dict[str, str]] = {
    "word.stop": {
        "en": "You will get no more texts from us. To return: START",
        "es": "Ya no le llegan mensajes nuestros. Para volver: START",
        "pt-BR": "Seus avisos acabaram aqui. Para voltar: START",
        "ht": "Ou pap resevwa mesaj ankò. Pou retounen: START",
        "fr": "Vous ne recevrez plus nos messages. Pour revenir : START",
        "kea": "Bu ka ta risebe mas mensajen. Pa volta: START",
        "vi": "Bạn sẽ không nhận tin nhắn nữa. Để nhận lại: START",
        "zh": "您不会再收到短信。恢复请回复 START",
    },
    "word.start": {
        "en": "Welcome back: our texts reach you again. To stop: STOP",
        "es": "De nuevo le llegan nuestros mensajes. Para terminar: STOP",
        "pt-BR": "Nossos avisos chegam de novo. Para parar: STOP",
        "ht": "Mesaj nou yo ap rive jwenn ou ankò. Pou rete: STOP",
        "fr": "Nos messages vous arrivent à nouveau. Pour finir : STOP",
        "kea": "Nos mensajen ta txiga otu bes. Pa para: STOP",
        "vi": "Bạn sẽ nhận lại tin nhắn của chúng tôi. Để dừng: STOP",
        "zh": "您将重新收到短信。停止请回复 STOP",
    },
    "word.help": {
        "en": "{network}, a community hotline: {number}. A person reads your text too. STOP ends texts.",
        "es": "{network}, una linea de la comunidad: {number}. Una persona lee su mensaje. STOP termina los mensajes.",
        "pt-BR": "{network}, uma linha da comunidade: {number}. Uma pessoa vai ler sua mensagem. STOP encerra os avisos.",
        "ht": "{network}, yon liy kominotè: {number}. Yon moun ap li mesaj ou a. STOP pou mesaj yo rete.",
        "fr": "{network}, une ligne solidaire : {number}. Une personne lit votre message. STOP pour ne plus en recevoir.",
        "kea": "{network}, un linha di kumunidadi: {number}. Un algen ta le bu mensajen. STOP pa para.",
        "vi": "{network}, đường dây cộng đồng: {number}. Có người đọc tin của bạn. STOP để dừng.",
        "zh": "{network}，社区热线：{number}。有人会看您的短信。STOP 停止。",
    },
    "hotline.text_me": {
        "en": "{network}: you asked us to text. Write here in your language. A person answers. Or call {number}.",
        "es": "{network}: usted nos pidió un mensaje. Escriba en su idioma. Una persona le responde. O llame al {number}.",
        "pt-BR": "{network}: escreva aqui no seu idioma. Uma pessoa responde. Ou ligue para {number}.",
        "ht": "{network}: ou te mande yon mesaj. Ekri nan lang ou. Yon moun ap reponn ou. Oswa rele {number}.",
    },
    "hotline.text_received": {
        "en": "Thank you. A person reads this now and answers here. Urgent? Call {number}. 1 English 2 español 3 brasileiro 4 kreyòl",
        "es": "Gracias. Una persona lo lee ahora y le responde. Urgente? Llame al {number}. 1 English 2 español 3 brasileiro 4 kreyòl",
        "pt-BR": "Obrigado. Uma pessoa vai ler agora e responder aqui. Urgente? Ligue {number}. 1 English 2 español 3 brasileiro 4 kreyòl",
        "ht": "Mèsi. Yon moun ap li sa kounye a epi l ap reponn ou la. Ijan? Rele {number}. 1 English 2 español 3 brasileiro 4 kreyòl",
    },
    "hotline.late": {
        "en": "{network}: somebody waits too long to hear from us. Please open the board: {link}",
        "es": "{network}: alguien espera demasiado nuestra llamada. Por favor abra el tablero: {link}",
        "pt-BR": "{network}: uma pessoa espera demais nossa chamada. Por favor abra o painel: {link}",
        "ht": "{network}: yon moun ap tann nou depi twò lontan. Tanpri louvri tablo a: {link}",
    },
    "hotline.gap": {
        "en": "{network}: within a week there are hours in which the line would ring nobody. Please fill them: {link}",
        "es": "{network}: esta semana hay horas en que la línea no llamaría a nadie. Por favor complete los turnos: {link}",
        "pt-BR": "{network}: nesta semana o telefone fica horas sem chamar ninguém. Por favor complete os turnos: {link}",
        "ht": "{network}: semèn sa a gen lè kote liy lan pa t ap rele pèsonn. Tanpri ranpli yo: {link}",
    },
    "hotline.gap_now": {
        "en": "{network}: right now the line rings nobody. Please find somebody: {link}",
        "es": "{network}: ahora mismo la línea no llama a nadie. Por favor busque a alguien: {link}",
        "pt-BR": "{network}: agora mesmo a linha não chama ninguém. Por favor procure alguém: {link}",
        "ht": "{network}: kounye a liy lan pa rele pèsonn. Tanpri chèche yon moun: {link}",
    },
}
