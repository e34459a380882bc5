import pack from 'antd/es/locale/zh_TW';
import 'dayjs/locale/zh-tw';

export default pack;
